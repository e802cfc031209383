package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Edits;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.redact.VersionStamp;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** The versions that a caller knows. */
class StampedVerdictsTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Reference NOTED = new Reference("DocumentReference", "N1");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE);
    private final ViewOutsideAnswer outside = hospital.outside(CLINICIAN);

    @Test
    void a_change_of_what_is_hidden_is_shown_under_the_version_that_looked_the_same() throws Exception {
        // Given
        stamped(version("1", ""), cut());

        // When
        Verdict after = stamped(version("2", ",{'reference':'DocumentReference/N1'}"), cut());

        // Then
        assertThat(stamp(after).flatMap(VersionStamp::version)).contains("1");
    }

    @Test
    void what_was_never_cut_keeps_the_stamp_of_the_ehr() throws Exception {
        assertThat(stamp(stamped(version("2", ""), Edits.NONE))).isEmpty();
    }

    private static String version(String id, String more) {
        return POINTING.replace("'versionId':'2'", "'versionId':'" + id + "'")
                .replace("{'reference':'DocumentReference/N1'}", "{'reference':'DocumentReference/N1'}" + more);
    }

    private static Edits cut() {
        return new Edits(Set.of(), Set.of(NOTED), Set.of(), false);
    }

    private Verdict stamped(String resource, Edits edits) throws Exception {
        Candidate candidate = Candidate.root(json(resource));
        VisibleVersions versions = new VisibleVersions(hospital.site, CLINICIAN, "r");
        List<Verdict> verdicts = List.of(new Verdict.Release(candidate, edits));
        return new StampedVerdicts(versions, outside::left).of(verdicts).get(0);
    }

    private static Optional<VersionStamp> stamp(Verdict verdict) {
        return ((Verdict.Release) verdict).edits().stamp();
    }
}
