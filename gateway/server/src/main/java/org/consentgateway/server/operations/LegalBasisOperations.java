package org.consentgateway.server.operations;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.AuthorizationRules;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.operations.OperationAnswer.Issue;
import org.consentgateway.server.port.GrantRegister;
import org.consentgateway.server.port.GrantRegister.Filed;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Trail;

/** {@code $legal-basis} and what belongs to it: a privacy officer records, lists, approves and ends grants. */
public final class LegalBasisOperations {

    /** Whether somebody recorded the first version of every one of these notes. Blocks; false when it cannot be told. */
    public interface Authorship {
        boolean recorded(Reference user, List<Reference> notes);
    }

    /** Whether one of those who may use a grant is, or may contain, this person. Blocks; true when it cannot be told. */
    public interface Separation {
        boolean contains(Grant grant, Caller maker);
    }

    /** The decision about a note, were a grant in force that is not filed; empty: its patient has no such note. Blocks. */
    public interface Trial {
        Optional<Decision> decide(Grant grant, Caller maker, Reference note, Instant at);
    }

    private final GrantRegister register;
    private final PolicyPack pack;
    private final Authorship authorship;
    private final Separation separation;
    private final GrantTrial trial;
    private final Function<String, Optional<Reference>> references;
    private final Clock clock;

    /** @param references how a literal reference is read: {@code Reference::parse}, or one that knows our own bases */
    public LegalBasisOperations(
            GrantRegister register,
            PolicyPack pack,
            Authorship authorship,
            Separation separation,
            Trial trial,
            Function<String, Optional<Reference>> references,
            Clock clock) {
        this.register = register;
        this.pack = pack;
        this.authorship = authorship;
        this.separation = separation;
        this.trial = new GrantTrial(trial, pack);
        this.references = references;
        this.clock = clock;
    }

    /** What a grant on that basis must bear, for whoever draws a form; empty where the basis takes no grant. */
    public static Set<BasisRow.Element> elements(PolicyPack pack, LegalBasis basis) {
        return GrantForm.elements(pack, basis);
    }

    /**
     * {@code POST Patient/x/$legal-basis}: 201, or 422 with everything that is missing. With {@code test} nothing is filed:
     * 200 with what would be decided about the notes that it names.
     */
    public OperationAnswer file(String requestId, Caller caller, Reference patient, Json.Obj parameters) {
        return guarded(() -> {
            if (!parameters.text("resourceType").equals(Optional.of("Parameters")))
                return OperationAnswer.refused(400, "invalid", "the body must be a Parameters resource");
            var form = new GrantForm(pack, references);
            if (!caller.has(Role.PRIVACY_OFFICER) && !attestsOwnNotes(caller, parameters, form)) return forbidden();
            List<Issue> issues = new ArrayList<>();
            Instant now = clock.instant();
            Optional<GrantForm.Read> read = form.read(parameters, patient, now, issues);
            // separation of duties: evidence comes from another person than the one who uses it
            if (read.isPresent() && separation.contains(read.get().grant(), caller))
                issues.add(new Issue(
                        "business-rule",
                        "who may use it must be other people than the one who records, and no organisation or"
                                + " group of theirs"));
            if (read.isEmpty() || !issues.isEmpty()) return OperationAnswer.refused(422, issues);
            Grant grant = read.get().grant();
            if (GrantForm.isTest(parameters)) return trial.answer(grant, caller, form.tests(parameters), now);
            register.file(
                    requestId,
                    new Filed(
                            grant,
                            name(caller),
                            now,
                            Optional.empty(),
                            read.get().evidenceReference(),
                            read.get().accountingSuspendedUntil(),
                            caller.organization(),
                            Optional.empty()));
            return new OperationAnswer.Fhir(
                    201, Fields.parameters(filed(grant, read.get().accountingSuspendedUntil())));
        });
    }

    /** {@code GET Patient/x/$legal-basis}. */
    public OperationAnswer list(Caller caller, Reference patient) {
        return guarded(() -> {
            if (!caller.has(Role.PRIVACY_OFFICER)) return forbidden();
            List<Json.Obj> grants =
                    register.ofPatient(patient).stream().map(this::parameter).toList();
            return new OperationAnswer.Fhir(200, Fields.parameters(grants));
        });
    }

    /** {@code POST Patient/x/$legal-basis-approve}: by a second person, who is neither its author nor its recipient. */
    public OperationAnswer approve(String requestId, Caller caller, Reference patient, Json.Obj parameters) {
        return change(caller, patient, parameters, filed -> {
            Grant grant = filed.grant();
            if (isSame(caller, filed.createdBy()) || separation.contains(grant, caller))
                return OperationAnswer.refused(403, "forbidden", "a grant is approved by a second person");
            if (!register.approve(requestId, grant.id(), name(caller), caller.organization()))
                return OperationAnswer.refused(422, "business-rule", "the grant is not pending");
            return ok(grant.id(), Grant.Status.ACTIVE);
        });
    }

    /** {@code POST Patient/x/$legal-basis-revoke}: ends it for ever; a second time changes nothing. */
    public OperationAnswer revoke(String requestId, Caller caller, Reference patient, Json.Obj parameters) {
        return change(caller, patient, parameters, filed -> {
            register.revoke(requestId, filed.grant().id(), name(caller));
            return ok(filed.grant().id(), Grant.Status.REVOKED);
        });
    }

    private interface Work {
        OperationAnswer run() throws Trail.Unavailable;
    }

    private interface Change {
        OperationAnswer to(Filed filed) throws Trail.Unavailable;
    }

    private OperationAnswer change(Caller caller, Reference patient, Json.Obj parameters, Change change) {
        return guarded(() -> {
            if (!caller.has(Role.PRIVACY_OFFICER)) return forbidden();
            if (!parameters.text("resourceType").equals(Optional.of("Parameters")))
                return OperationAnswer.refused(400, "invalid", "the body must be a Parameters resource");
            List<Issue> issues = new ArrayList<>();
            Optional<String> id =
                    new ParametersReader("", parameters.objects("parameter"), Set.of("id"), issues).idOrText("id");
            if (id.isEmpty() && issues.isEmpty()) issues.add(new Issue("required", "`id` is missing"));
            if (!issues.isEmpty()) return OperationAnswer.refused(422, issues);
            Optional<Filed> filed = register.find(id.orElseThrow())
                    .filter(it -> it.grant().patient().equals(patient));
            if (filed.isEmpty()) return OperationAnswer.refused(404, "not-found", "no such grant of this patient");
            return change.to(filed.get());
        });
    }

    private static OperationAnswer guarded(Work work) {
        try {
            return work.run();
        } catch (Trail.Unavailable | StoreUnavailable e) {
            return OperationAnswer.unavailable();
        }
    }

    /** 45 CFR 164.512(j): the one who believes in the threat, where the notes are their own. */
    private boolean attestsOwnNotes(Caller caller, Json.Obj parameters, GrantForm form) {
        if (!GrantForm.basis(parameters).equals(Optional.of(LegalBasis.SERIOUS_THREAT))) return false;
        List<Reference> notes = form.resources(parameters);
        return caller.user()
                .filter(user -> form.attestors(parameters).contains(user))
                .filter(user -> !notes.isEmpty() && authorship.recorded(user, notes))
                .isPresent();
    }

    private static OperationAnswer forbidden() {
        return OperationAnswer.refused(403, "forbidden", "this operation is for privacy officers");
    }

    /** Both names of a person: one who leaves out {@code fhirUser} is still the same. */
    private static String name(Caller caller) {
        return caller.user().map(user -> user + " ").orElse("") + caller.subject();
    }

    private static boolean isSame(Caller caller, String recorded) {
        return (" " + recorded).endsWith(" " + caller.subject())
                || caller.user().map(user -> recorded.startsWith(user + " ")).orElse(false);
    }

    private static OperationAnswer ok(String id, Grant.Status status) {
        return new OperationAnswer.Fhir(
                200,
                Fields.parameters(List.of(
                        Fields.parameter("id", "String", id), Fields.parameter("status", "Code", code(status)))));
    }

    private List<Json.Obj> filed(Grant grant, Optional<Instant> accountingSuspendedUntil) {
        List<Json.Obj> all = new ArrayList<>();
        all.add(Fields.parameter("id", "String", grant.id()));
        all.add(Fields.parameter("status", "Code", code(grant.status())));
        all.add(Fields.parameter("end", "DateTime", grant.term().end().toString()));
        accountingSuspendedUntil.ifPresent(
                until -> all.add(Fields.parameter("accountingSuspendedUntil", "DateTime", until.toString())));
        if (!opensSomething(grant.basis()))
            all.add(Fields.parameter("warning", "String", "this basis opens nothing under the pack in force"));
        return all;
    }

    private boolean opensSomething(LegalBasis basis) {
        boolean neverReleasedToPatients = basis == LegalBasis.PATIENT_RELEASE
                && pack.authorization().patientRelease() == AuthorizationRules.PatientRelease.NEVER;
        return pack.basis(basis).enabled() && !neverReleasedToPatients;
    }

    private Json.Obj parameter(Filed filed) {
        Grant grant = filed.grant();
        List<Json.Obj> parts = new ArrayList<>();
        parts.add(Fields.parameter("id", "String", grant.id()));
        parts.add(Fields.parameter("status", "Code", code(grant.status())));
        parts.add(Fields.parameter("basis", "Code", grant.basis().code()));
        parts.add(Fields.parameter("citation", "String", grant.basis().citation()));
        grant.purpose().ifPresent(purpose -> parts.add(Fields.parameter("purpose", "Code", purpose.code())));
        parts.add(Fields.reference("recipient", grant.recipient()));
        grant.resources().stream().sorted().forEach(note -> parts.add(Fields.reference("resource", note)));
        grant.parties()
                .forEach((role, people) -> people.forEach(who -> parts.add(Fields.parts(
                        "party", List.of(Fields.parameter("role", "Code", role), Fields.reference("who", who))))));
        grant.documentation()
                .reference()
                .ifPresent(reference -> parts.add(Fields.parts("reference", reference(reference))));
        List<Json.Obj> evidence = new ArrayList<>();
        Fields.ifPresent(evidence, "sha256", "String", grant.documentation().evidenceHash());
        Fields.ifPresent(evidence, "reference", "String", filed.evidenceReference());
        if (!evidence.isEmpty()) parts.add(Fields.parts("evidence", evidence));
        Fields.ifPresent(parts, "attestation", "String", grant.documentation().attestation());
        parts.add(Fields.flag("privilegeReview", grant.documentation().privilegeReview()));
        parts.add(Fields.flag("humanApproval", grant.documentation().humanApproval()));
        parts.add(Fields.parameter("start", "DateTime", grant.term().start().toString()));
        parts.add(Fields.parameter("end", "DateTime", grant.term().end().toString()));
        grant.term().maxUses().ifPresent(uses -> parts.add(Fields.number("maxUses", uses)));
        grant.term().usesLeft().ifPresent(uses -> parts.add(Fields.number("usesLeft", uses)));
        parts.add(Fields.parameter("createdBy", "String", filed.createdBy()));
        parts.add(Fields.parameter("createdAt", "DateTime", filed.createdAt().toString()));
        Fields.ifPresent(parts, "approvedBy", "String", filed.approvedBy());
        Fields.ifPresent(
                parts,
                "accountingSuspendedUntil",
                "DateTime",
                filed.accountingSuspendedUntil().map(Instant::toString));
        return Fields.parts("grant", parts);
    }

    private static List<Json.Obj> reference(Grant.LegalReference reference) {
        List<Json.Obj> parts = new ArrayList<>();
        Fields.ifPresent(parts, "type", "String", reference.type());
        Fields.ifPresent(parts, "number", "String", reference.number());
        Fields.ifPresent(parts, "issuer", "String", reference.issuer());
        Fields.ifPresent(parts, "citation", "String", reference.citation());
        return parts;
    }

    private static String code(Grant.Status status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
