package org.consentgateway.server.tools;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;

/** A caller as the claims of a token tell; its scopes reach everything, since a case is about law, not about scopes. */
final class CallerYaml {

    private static final Scopes ALL = new Scopes(
            List.of(new Scopes.Grant(Scopes.Level.USER, "*", EnumSet.allOf(Scopes.Permission.class), Map.of())));

    private CallerYaml() {}

    /** @param purposes those of the case, beside those that the caller always asserts */
    static Caller read(CaseYaml yaml, Set<Coding> purposes) throws UnusableCase {
        Set<Coding> asserted = new HashSet<>(purposes);
        asserted.addAll(PolicyCaseReader.codings(yaml, "purposeOfUse", Coding.ACT_REASON));
        Set<Role> roles = new HashSet<>();
        for (String role : yaml.texts("roles")) {
            roles.add(
                    Role.of(role).orElseThrow(() -> new UnusableCase(yaml.where() + ": unknown role `" + role + "`")));
        }
        return new Caller(
                yaml.text("sub").orElse("case"),
                yaml.text("client").orElse("case"),
                reference(yaml, "fhirUser"),
                reference(yaml, "organization"),
                new Caller.PurposeOfUse(asserted, yaml.flag("unmappedPurpose"), false, yaml.text("breakGlassReason")),
                new Caller.Permissions(ALL, reference(yaml, "patient"), roles));
    }

    private static Optional<Reference> reference(CaseYaml yaml, String key) throws UnusableCase {
        Optional<String> said = yaml.text(key);
        return said.isEmpty() ? Optional.empty() : Optional.of(PolicyCaseReader.reference(yaml, said.get()));
    }
}
