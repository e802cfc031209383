package org.consentgateway.core.request;

import java.util.Locale;

/**
 * The closed list of what can be asked of a FHIR R4 server, and {@link #UNKNOWN_TYPE} and {@link #UNKNOWN_OPERATION} for
 * what is none. {@link InteractionTable} says of each whether it is enforced or refused.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html">FHIR R4 RESTful API</a>
 */
public enum Interaction {
    /** {@code GET metadata}. */
    CAPABILITIES,
    /** {@code GET .well-known/smart-configuration}. */
    SMART_CONFIGURATION,
    /** {@code GET Type/id}. */
    READ,
    /** {@code GET Type/id/_history/version}. */
    VREAD,
    /** {@code GET Type/id/_history}. */
    HISTORY_INSTANCE,
    /** {@code GET Type/_history}. */
    HISTORY_TYPE,
    /** {@code GET _history}. */
    HISTORY_SYSTEM,
    /** {@code GET Type?..} or {@code POST Type/_search}. */
    SEARCH_TYPE,
    /** {@code GET Patient/id/Type?..} or {@code POST Patient/id/Type/_search}; also of the other four compartments. */
    SEARCH_COMPARTMENT,
    /** {@code GET Patient/id/*}: all types of a compartment. */
    SEARCH_COMPARTMENT_ALL,
    /** {@code GET ?..} or {@code POST _search}. */
    SEARCH_SYSTEM,
    /** {@code GET ?_getpages=token}: a further page of an answer that the gateway gave. */
    PAGE,
    /** {@code POST Type}. */
    CREATE,
    /** {@code POST Type} with {@code If-None-Exist}. */
    CONDITIONAL_CREATE,
    /** {@code PUT Type/id}; where the id is free it is an update as create. */
    UPDATE,
    /** {@code PUT Type?criteria}. */
    CONDITIONAL_UPDATE,
    /** {@code PATCH Type/id}. */
    PATCH,
    /** {@code PATCH Type?criteria}. */
    CONDITIONAL_PATCH,
    /** {@code DELETE Type/id}. */
    DELETE,
    /** {@code DELETE Type?criteria}. */
    CONDITIONAL_DELETE,
    /** {@code POST} of a Bundle to the base: batch or transaction, as its body says. */
    BATCH,
    /** {@code $everything} of one Patient. */
    PATIENT_EVERYTHING,
    /** {@code $everything} of anything else, or of all patients. */
    OTHER_EVERYTHING,
    /** {@code Observation/$lastn}: more is asked upstream, so that what is hidden pushes nothing out. */
    LASTN,
    /**
     * What a code system, value set or concept map says of a code: {@code $expand}, {@code $validate-code}, {@code $lookup},
     * {@code $subsumes}, {@code $translate}. No patient's data is in the question or the answer.
     */
    TERMINOLOGY,
    /** {@code GET Patient/id/$explain-access}. */
    EXPLAIN_ACCESS,
    /** {@code GET Patient/id/$accounting-of-disclosures}. */
    ACCOUNTING_OF_DISCLOSURES,
    /** {@code GET Patient/id/$legal-basis}. */
    LEGAL_BASIS_LIST,
    /** {@code POST Patient/id/$legal-basis}. */
    LEGAL_BASIS_GRANT,
    /** {@code POST Patient/id/$legal-basis-approve}. */
    LEGAL_BASIS_APPROVE,
    /** {@code POST Patient/id/$legal-basis-revoke}. */
    LEGAL_BASIS_REVOKE,
    /** {@code GET $label-reviews}: what waits for a labeller. */
    LABEL_REVIEWS,
    /** {@code POST $label-review}: a labeller's answer. */
    LABEL_REVIEW_ANSWER,
    /** {@code GET $worklist}: what a privacy officer or an operator has to look at. */
    WORKLIST,
    /** {@code POST Type/$validate}: what is sent is judged by its form alone. */
    VALIDATE,
    /** {@code POST Patient/$match}. */
    MATCH,
    /** {@code Patient/id/$summary}: the International Patient Summary. */
    SUMMARY,
    /** {@code $export} at any level. */
    EXPORT,
    /** {@code $document}. */
    DOCUMENT,
    /** {@code DocumentReference/$docref}, of US Core. */
    DOCREF,
    /** {@code $graphql}. */
    GRAPHQL,
    /** {@code $meta}. */
    META,
    /** {@code $meta-add}. */
    META_ADD,
    /** {@code $meta-delete}. */
    META_DELETE,
    /** {@code $get-ws-binding-token}: a websocket of notifications. */
    WEBSOCKET_BIND,
    /** Anything else that begins with {@code $}. */
    UNKNOWN_OPERATION,
    /** A well-formed path whose type FHIR R4 does not define. */
    UNKNOWN_TYPE;

    /** As records, routes and metrics write it: {@code search-type}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
