package org.consentgateway.core.request;

import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.request.Refusal.Why;

/**
 * For every interaction on every type: enforced how, or refused with what. What has no row is refused.
 *
 * @param noteTypes resource types that can carry psychotherapy notes, as the policy pack lists them
 */
public record InteractionTable(Set<String> noteTypes) {

    /**
     * Types that are hidden themselves when all they point to is hidden, so that what tells of them tells of notes.
     */
    static final Set<String> POINTERS = Set.of(
            "AuditEvent",
            "Basic",
            "Binary",
            "Bundle",
            "Communication",
            "CommunicationRequest",
            "Composition",
            "Consent",
            "DetectedIssue",
            "DocumentManifest",
            "Linkage",
            "List",
            "Media",
            "MessageHeader",
            "Parameters",
            "Provenance",
            "QuestionnaireResponse",
            "Subscription",
            "Task",
            "VerificationResult");

    /** How an interaction that is served is enforced. */
    public enum Enforced {
        /** Answered by the gateway itself, open to all. */
        OPEN,
        /** One resource, current or of an old version: judged after it was fetched. */
        READ,
        /** All versions of one resource: judged by the strictest label of any. */
        HISTORY,
        /** Planned by {@link SearchPlanner}, every entry judged. */
        SEARCH,
        /** The sealed token is opened and its search asked again. */
        PAGE,
        /** Every entry judged, as of a search. */
        EVERYTHING,
        /** One resource of the type that the operation answers with: judged after it was fetched. */
        TERMINOLOGY,
        /** The caller's view of the stored resource is judged first, the answer after. */
        WRITE,
        /** As {@link #WRITE}, for the consent-manager role alone. */
        CONSENT_WRITE,
        /** As {@link #WRITE}; the criteria are planned by {@link SearchPlanner#criteria}. */
        CONDITIONAL_WRITE,
        /** Exploded: each entry is parsed, ruled on and decided for itself. */
        BATCH,
        /** Forwarded; what comes back is judged as the output that the operation has. */
        OPERATION,
        /** The gateway's own operation. */
        GATEWAY
    }

    public InteractionTable {
        noteTypes = Set.copyOf(noteTypes);
    }

    /** Types whose mere existence may tell of a note: the note-bearing ones and {@link #POINTERS}. */
    static Set<String> opaque(Set<String> noteTypes) {
        Set<String> opaque = new TreeSet<>(noteTypes);
        opaque.addAll(POINTERS);
        return opaque;
    }

    /** The row of the request. */
    public OrRefusal<Enforced> row(FhirRequest request) {
        if (request.preference().respondAsync())
            return OrRefusal.refused(Why.ASYNC, "asynchronous answers are not given");
        return switch (request.interaction()) {
            case CAPABILITIES, SMART_CONFIGURATION -> OrRefusal.of(Enforced.OPEN);
            case READ, VREAD -> OrRefusal.of(Enforced.READ);
            case HISTORY_INSTANCE -> OrRefusal.of(Enforced.HISTORY);
            case SEARCH_TYPE, SEARCH_COMPARTMENT -> OrRefusal.of(Enforced.SEARCH);
            case PAGE -> OrRefusal.of(Enforced.PAGE);
            case CREATE, UPDATE, PATCH, DELETE -> write(request);
            case CONDITIONAL_CREATE, CONDITIONAL_UPDATE, CONDITIONAL_PATCH, CONDITIONAL_DELETE -> conditional(request);
            case BATCH -> OrRefusal.of(Enforced.BATCH);
            case PATIENT_EVERYTHING, LASTN -> OrRefusal.of(Enforced.EVERYTHING);
            case TERMINOLOGY -> OrRefusal.of(Enforced.TERMINOLOGY);
            case DOCREF, MATCH, SUMMARY, VALIDATE -> OrRefusal.of(Enforced.OPERATION);
            case EXPLAIN_ACCESS,
                    ACCOUNTING_OF_DISCLOSURES,
                    LEGAL_BASIS_LIST,
                    LEGAL_BASIS_GRANT,
                    LEGAL_BASIS_APPROVE,
                    LEGAL_BASIS_REVOKE,
                    LABEL_REVIEWS,
                    LABEL_REVIEW_ANSWER,
                    WORKLIST -> OrRefusal.of(Enforced.GATEWAY);
            // a history of many tells what came and went
            case HISTORY_TYPE, HISTORY_SYSTEM ->
                OrRefusal.refused(Why.HISTORY, "history of many resources is not served");
            case SEARCH_SYSTEM, SEARCH_COMPARTMENT_ALL ->
                OrRefusal.refused(Why.INTERACTION, "search of all types is not served");
            case OTHER_EVERYTHING, EXPORT, DOCUMENT, GRAPHQL, META, WEBSOCKET_BIND, UNKNOWN_OPERATION ->
                OrRefusal.refused(Why.OPERATION, "operation is not served");
            case META_ADD, META_DELETE -> OrRefusal.refused(Why.LABEL_OPERATION, "operation is not served");
            case UNKNOWN_TYPE -> OrRefusal.refused(Why.UNKNOWN_TYPE, "no such resource type");
        };
    }

    private OrRefusal<Enforced> write(FhirRequest request) {
        String type = request.type().orElse("");
        boolean existing = request.interaction() != Interaction.CREATE;
        // a criterion is a search that answers for ever; deleting one is harmless
        if (type.equals("Subscription") && request.interaction() != Interaction.DELETE)
            return OrRefusal.refused(Why.SUBSCRIPTION, "subscriptions are not served");
        if (type.equals("AuditEvent") && existing)
            return OrRefusal.refused(Why.INTERACTION, "an audit record is not changed");
        return OrRefusal.of(type.equals("Consent") ? Enforced.CONSENT_WRITE : Enforced.WRITE);
    }

    private OrRefusal<Enforced> conditional(FhirRequest request) {
        // http://hl7.org/fhir/R4/http.html#ccreate: the answer tells how many there are, hidden ones included
        if (opaque(noteTypes).contains(request.type().orElse("")))
            return OrRefusal.refused(Why.CONDITIONAL, "conditional interactions are not served on this type");
        return write(request).then(row -> OrRefusal.of(Enforced.CONDITIONAL_WRITE));
    }
}
