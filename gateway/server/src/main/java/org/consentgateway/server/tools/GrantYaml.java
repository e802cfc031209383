package org.consentgateway.server.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** A legal-basis grant, by the names of the operation's parameters. */
final class GrantYaml {

    private GrantYaml() {}

    static Grant read(CaseYaml yaml) throws UnusableCase {
        String basis = yaml.need("basis");
        CaseYaml reference = yaml.section("reference");
        Optional<Coding> purpose = PolicyCaseReader.codings(yaml, "purpose", Coding.ACT_REASON).stream()
                .findFirst();
        return new Grant(
                yaml.need("id"),
                LegalBasis.of(basis)
                        .orElseThrow(() -> new UnusableCase(yaml.where() + ": unknown basis `" + basis + "`")),
                new Grant.Scope(
                        PolicyCaseReader.reference(yaml, yaml.need("patient")),
                        PolicyCaseReader.reference(yaml, yaml.need("recipient")),
                        purpose,
                        PolicyCaseReader.references(yaml, "resource")),
                parties(yaml.section("party")),
                new Grant.Documentation(
                        yaml.has("reference")
                                ? Optional.of(new Grant.LegalReference(
                                        reference.text("type"),
                                        reference.text("number"),
                                        reference.text("issuer"),
                                        reference.text("citation")))
                                : Optional.empty(),
                        yaml.section("evidence").text("sha256"),
                        yaml.text("attestation"),
                        yaml.flag("privilegeReview"),
                        yaml.flag("humanApproval")),
                new Grant.Term(
                        PolicyCaseReader.instant(yaml, "start"),
                        PolicyCaseReader.instant(yaml, "end"),
                        number(yaml, "maxUses"),
                        number(yaml, "usesLeft")),
                PolicyCaseReader.oneOf(
                        yaml, Grant.Status.values(), yaml.text("status").orElse("active")));
    }

    private static Map<String, List<Reference>> parties(CaseYaml yaml) throws UnusableCase {
        Map<String, List<Reference>> parties = new HashMap<>();
        for (String role : yaml.keys()) parties.put(role, new ArrayList<>(PolicyCaseReader.references(yaml, role)));
        return parties;
    }

    private static OptionalInt number(CaseYaml yaml, String key) throws UnusableCase {
        Optional<String> said = yaml.text(key);
        if (said.isEmpty()) return OptionalInt.empty();
        if (!said.get().matches("\\d{1,9}")) throw new UnusableCase(yaml.where() + ": `" + key + "` is no number");
        return OptionalInt.of(Integer.parseInt(said.get()));
    }
}
