package org.consentgateway.server.adapter.hapi;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Directive.Status;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.SignedForm;
import org.consentgateway.core.consent.SignedForm.Integrity;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * One Consent resource into the core's directive, R4, R4B and R5 alike. HAPI says whether it is well-formed; what is not
 * keeps its denials and loses its permits.
 */
final class Translation {

    private static final Map<String, Status> STATUS = Map.of(
            "draft", Status.DRAFT,
            "proposed", Status.PROPOSED,
            "active", Status.ACTIVE,
            "rejected", Status.REJECTED,
            "inactive", Status.INACTIVE,
            "not-done", Status.NOT_DONE,
            "entered-in-error", Status.ENTERED_IN_ERROR);
    private static final Set<String> R4_ONLY =
            Set.of("patient", "scope", "policyRule", "organization", "performer", "dateTime");
    private static final Set<String> R5_ONLY = Set.of(
            "subject",
            "decision",
            "grantor",
            "grantee",
            "controller",
            "manager",
            "regulatoryBasis",
            "policyBasis",
            "date");
    private static final String[] LISTS = {
        "category", "performer", "organization", "controller", "grantor", "policy", "verification", "extension",
    };
    private static final String CUSTODIAN = "CST";
    private static final String SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope";
    private static final Set<Coding> CARE = Set.of(new Coding(SCOPE, "treatment"), new Coding(SCOPE, "adr"));

    private final References references;
    private final Function<Json.Obj, Integrity> integrity;
    private final WellFormed r4 = WellFormed.r4Consent();
    private final WellFormed r5 = WellFormed.r5Consent();

    /** @param integrity compares a source that the Consent names with its recorded hash */
    Translation(References references, Function<Json.Obj, Integrity> integrity) {
        this.references = references;
        this.integrity = integrity;
    }

    /** Whose consent it is, as the reference of the resource says; empty when there is none. */
    static Optional<Json.Obj> patientOf(Json.Obj consent) {
        return consent.object("patient").or(() -> consent.object("subject"));
    }

    /** Whether its status is one that FHIR defines, so that it can be told whether it is in force. */
    static boolean knowsStatus(Json.Obj consent) {
        return consent.text("status").filter(STATUS::containsKey).isPresent() || isElsewhere(consent);
    }

    /** @param patient whose consent it is, in the EHR's ids */
    Directive directive(Reference id, Reference patient, Json.Obj consent) {
        boolean older = consent.members().keySet().stream().anyMatch(R4_ONLY::contains);
        boolean newer = consent.members().keySet().stream().anyMatch(R5_ONLY::contains);
        boolean readAsR5 = newer && !older;
        boolean wellFormed = readAsR5 ? r5.is(consent) : r4.is(consent);
        Rules rules = new Rules(references);
        Provision root = readAsR5 ? new R5Consent(rules).root(consent) : new R4Consent(rules).root(consent);
        boolean shaped = ElementCardinality.lists(consent, LISTS)
                && (readAsR5
                        ? ElementCardinality.lists(consent, "provision")
                        : ElementCardinality.objects(consent, "provision", "policyRule"));
        boolean unknownModifier = !wellFormed
                || !shaped
                || consent.get("implicitRules").isPresent()
                || Extensions.unknownModifier(consent)
                || Stream.of("policy", "verification")
                        .flatMap(name -> consent.objects(name).stream())
                        .anyMatch(Extensions::unknownModifier)
                || consent.object("policyBasis")
                        .filter(Extensions::unknownModifier)
                        .isPresent();
        return new Directive(
                new Directive.Version(id, consent.object("meta").flatMap(meta -> meta.text("versionId"))),
                patient,
                isElsewhere(consent)
                        ? Status.UNKNOWN
                        : STATUS.getOrDefault(consent.text("status").orElse(""), Status.UNKNOWN),
                new Directive.Kind(
                        consent.object("scope").map(Attribute::concept).orElse(Set.of()),
                        concepts(consent, "category"),
                        readAsR5 ? concepts(consent, "regulatoryBasis") : concept(consent, "policyRule"),
                        policyUris(consent)),
                consent.text("dateTime").or(() -> consent.text("date")),
                root,
                form(id, consent, root),
                unknownModifier);
    }

    /**
     * Whether it is about care alone: a consent to treatment or an advance directive. The scope modifies what the rest of
     * the resource means (FHIR R4), so its "deny" refuses a treatment and closes no chart, and its "permit" opens none.
     */
    private static boolean isElsewhere(Json.Obj consent) {
        Set<Coding> scope = concept(consent, "scope");
        return !scope.isEmpty() && CARE.containsAll(scope);
    }

    private SignedForm form(Reference id, Json.Obj consent, Provision root) {
        Set<Reference> disclosers = new LinkedHashSet<>(references.all(consent, "organization"));
        disclosers.addAll(references.all(consent, "controller"));
        root.actors().stream()
                .filter(actor ->
                        actor.role().stream().anyMatch(role -> role.code().equals(CUSTODIAN)))
                .forEach(actor -> actor.reference().ifPresent(disclosers::add));
        Set<Reference> signers = new LinkedHashSet<>(references.all(consent, "performer"));
        signers.addAll(references.all(consent, "grantor"));
        return new SignedForm(
                new Sources(id, references).keys(consent),
                disclosers,
                signers,
                verified(consent),
                new SignedForm.Expiry(Extensions.expiration(consent), Extensions.researchNoExpiry(consent)),
                Extensions.representativeAuthority(consent),
                Extensions.flag(
                        consent,
                        "authorization-conditioned"), // only a form that could open something is worth a look-up
                permits(root) && consent.text("status").equals(Optional.of("active"))
                        ? integrity.apply(consent)
                        : Integrity.UNCHECKED);
    }

    private static boolean permits(Provision rule) {
        return rule.effect() == Effect.PERMIT || rule.children().stream().anyMatch(Translation::permits);
    }

    /** Every verification must say yes. */
    private static Optional<Boolean> verified(Json.Obj consent) {
        List<Json.Obj> verifications = consent.objects("verification");
        if (verifications.isEmpty()) return Optional.empty();
        return Optional.of(verifications.stream()
                .allMatch(one -> one.members().get("verified") instanceof Json.Bool bool && bool.value()));
    }

    private static Set<String> policyUris(Json.Obj consent) {
        return Stream.concat(
                        consent.objects("policy").stream().map(policy -> policy.text("uri")),
                        Stream.of(consent.object("policyBasis").flatMap(basis -> basis.text("url"))))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static Set<Coding> concept(Json.Obj consent, String name) {
        return consent.object(name).map(Attribute::concept).orElse(Set.of());
    }

    private static Set<Coding> concepts(Json.Obj consent, String name) {
        return consent.objects(name).stream()
                .flatMap(concept -> Attribute.concept(concept).stream())
                .collect(Collectors.toSet());
    }
}
