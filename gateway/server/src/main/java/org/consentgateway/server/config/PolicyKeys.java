package org.consentgateway.server.config;

import java.util.List;

/** Keys of the law in force and of how it is applied. */
final class PolicyKeys {

    private PolicyKeys() {}

    static List<Key> all() {
        return List.of(
                new Key(
                        "organization",
                        "required",
                        "Organization/org-a",
                        "reference of the covered entity that runs the gateway"),
                new Key(
                        "policy",
                        "`us-hipaa`",
                        "us-hipaa",
                        "policy packs, comma-separated, the first is the base and the others overlays: names on the class path or paths"),
                new Key("zone", "`UTC`", "America/New_York", "time zone in which a date ends"),
                new Key(
                        "mode",
                        "`enforce`",
                        "enforce",
                        "`observe`: answers pass and the trail tells what enforcing would have done; for an installation that has never enforced, with `upstream.auth: forward` or `exchange`; like the other `mode` keys from the file alone"),
                new Key(
                        "mode.accepted-by.name",
                        "none",
                        "Jane Doe, privacy officer",
                        "who answers for `observe`; the first record of the trail"),
                new Key("mode.accepted-by.reason", "none", "trial before go-live", "why it observes, in words"),
                new Key(
                        "mode.until",
                        "none",
                        "2030-01-31T00:00:00Z",
                        "when `observe` ends and it enforces, without restart: at most 30 days after the first record"),
                new Key(
                        "withholding",
                        "`silent`",
                        "silent",
                        "for protected notes: `silent`, as if they did not exist; `marked`, REDACTED labels and an outcome entry"),
                new Key(
                        "labels.probe",
                        "`at-start`",
                        "at-start",
                        "`at-start`: the EHR is asked then, one search a type, which types bear the label of a note that the pack does not list; `never`: a type is known once one was seen"));
    }
}
