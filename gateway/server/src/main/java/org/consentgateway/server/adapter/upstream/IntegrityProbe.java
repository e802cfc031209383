package org.consentgateway.server.adapter.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;

/**
 * What an EHR says of how it keeps what is written: nobody can try that without writing, so its CapabilityStatement alone
 * is asked.
 *
 * @see <a href="http://hl7.org/fhir/R4/capabilitystatement.html">FHIR R4, CapabilityStatement.rest.resource</a>
 */
final class IntegrityProbe {

    private static final Set<String> WRITES = Set.of("update", "patch");

    private final List<Json.Obj> resources;
    private final List<Finding> findings = new ArrayList<>();

    IntegrityProbe(Json.Obj statement) {
        resources = statement.objects("rest").stream()
                .flatMap(rest -> rest.objects("resource").stream())
                .toList();
    }

    List<Finding> findings() {
        references();
        conditions();
        return List.copyOf(findings);
    }

    private void references() {
        Set<String> policies = resources.stream()
                .flatMap(one -> one.items("referencePolicy").stream())
                .flatMap(policy -> policy instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty())
                .collect(Collectors.toSet());
        if (policies.isEmpty())
            note(
                    "references-kept",
                    "the EHR does not say whether it keeps what is referred to (`referencePolicy`)",
                    "it counts as one that does: a deletion that something shown refers to is 409; have its vendor say it");
        else if (policies.contains("enforced"))
            note(
                    "references-kept",
                    "the EHR keeps what is referred to: a deletion of that is refused",
                    "where only something hidden refers to it, the deletion is answered as done and stands on the"
                            + " worklist (`deleted-with-hidden-part`): look there");
        else good("references-kept", "what is referred to can be deleted, as the EHR says");
    }

    /** {@code versioned-update}: an update is taken of the current version alone. */
    private void conditions() {
        Set<String> loose = resources.stream()
                .filter(IntegrityProbe::isWritten)
                .filter(one -> !one.text("versioning").equals(Optional.of("versioned-update")))
                .flatMap(one -> one.text("type").stream())
                .filter(type -> type.matches("[A-Za-z]{1,64}"))
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        if (loose.isEmpty()) good("if-match", "`If-Match` is heeded, as the EHR says, or nothing is updated");
        else
            note(
                    "if-match",
                    "the EHR does not say that it heeds `If-Match` of " + some(loose) + " (`versioning`)",
                    "see that it answers 412 to an old version before apps may write: hidden parts are merged back under"
                            + " `If-Match`, and without it the later of two writers wins");
    }

    private static boolean isWritten(Json.Obj resource) {
        return resource.objects("interaction").stream()
                .flatMap(one -> one.text("code").stream())
                .anyMatch(WRITES::contains);
    }

    private static String some(Set<String> types) {
        String first = types.stream().limit(5).collect(Collectors.joining(", "));
        return types.size() <= 5 ? first : first + " and " + (types.size() - 5) + " more";
    }

    private void good(String code, String says) {
        findings.add(new Finding(code, Level.GOOD, says, ""));
    }

    private void note(String code, String says, String todo) {
        findings.add(new Finding(code, Level.NOTE, says, todo));
    }
}
