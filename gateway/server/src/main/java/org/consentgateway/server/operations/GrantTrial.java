package org.consentgateway.server.operations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** What a grant would do that is not filed yet: the decision about each note, as though it were approved and in force. */
record GrantTrial(LegalBasisOperations.Trial decisions, PolicyPack pack) {

    private static final ReasonTexts TEXTS = ReasonTexts.read();

    /** @param notes what its recipient would ask for */
    OperationAnswer answer(Grant grant, Caller maker, List<Reference> notes, Instant now) {
        Grant held = inForce(grant);
        Instant at = held.term().start().isAfter(now) ? held.term().start() : now;
        List<Json.Obj> answer = new ArrayList<>();
        answer.add(Fields.parameter("status", "Code", "tested"));
        answer.add(Fields.parameter("end", "DateTime", held.term().end().toString()));
        answer.add(Fields.flag("approval", pack.basis(grant.basis()).grants().approval()));
        for (Reference note : notes) answer.add(Fields.parts("note", note(held, maker, note, at)));
        return new OperationAnswer.Fhir(200, Fields.parameters(answer));
    }

    private List<Json.Obj> note(Grant grant, Caller maker, Reference note, Instant at) {
        List<Json.Obj> parts = new ArrayList<>();
        parts.add(Fields.reference("resource", note));
        Optional<Decision> decision = decisions.decide(grant, maker, note, at);
        parts.add(Fields.parameter(
                "decision",
                "Code",
                decision.map(known -> known.<String>match(r -> "release", s -> "strip", w -> "withhold"))
                        .orElse("nothing-there")));
        decision.stream()
                .flatMap(known -> known.grounds().stream())
                .map(Decision.Ground::reason)
                .distinct()
                .forEach(reason -> parts.add(TEXTS.parameter(reason.code(), Optional.of(reason.citation()))));
        return parts;
    }

    private Grant inForce(Grant grant) {
        Grant.Documentation said = grant.documentation();
        var looked = new Grant.Documentation(
                said.reference(),
                said.evidenceHash(),
                said.attestation(),
                said.privilegeReview(),
                said.humanApproval() || pack.basis(grant.basis()).grants().approval());
        return new Grant(
                grant.id(),
                grant.basis(),
                grant.scope(),
                grant.parties(),
                looked,
                new Grant.Term(grant.term().start(), grant.term().end(), OptionalInt.empty(), OptionalInt.empty()),
                Grant.Status.ACTIVE);
    }
}
