package org.consentgateway.core.request;

import java.util.Optional;
import java.util.Set;

/**
 * Which operation a name stands for where it is called: on the server, on a type or on one resource. Elsewhere it is an
 * operation that is not known.
 *
 * @see <a href="http://hl7.org/fhir/R4/operations.html#executing">FHIR R4 executing an operation</a>
 */
final class OperationRoute {

    private OperationRoute() {}

    /** @param name with its {@code $} */
    static Interaction of(Method method, Optional<String> type, Optional<String> id, String name) {
        return anywhere(name)
                .or(() -> terminology(type, name))
                .or(() -> type.isEmpty() ? onServer(name) : Optional.empty())
                .or(() -> id.isEmpty() ? type.flatMap(known -> onType(known, name)) : Optional.empty())
                .or(() -> type.filter("Patient"::equals).isPresent() && id.isPresent()
                        ? onPatient(method, name)
                        : Optional.empty())
                .orElse(name.equals("$everything") ? Interaction.OTHER_EVERYTHING : Interaction.UNKNOWN_OPERATION);
    }

    /** Whether it may be called so: what changes nothing by GET too. */
    static boolean takes(Interaction operation, Method method) {
        return switch (operation) {
            case PATIENT_EVERYTHING, LASTN, TERMINOLOGY, DOCREF, SUMMARY -> method.safe() || method == Method.POST;
            case EXPLAIN_ACCESS, ACCOUNTING_OF_DISCLOSURES, LEGAL_BASIS_LIST, LABEL_REVIEWS, WORKLIST -> method.safe();
            case LEGAL_BASIS_APPROVE, LEGAL_BASIS_REVOKE, LABEL_REVIEW_ANSWER, MATCH, VALIDATE -> method == Method.POST;
            default -> true;
        };
    }

    /** What is refused alike wherever it is called. */
    private static Optional<Interaction> anywhere(String name) {
        return switch (name) {
            case "$export" -> Optional.of(Interaction.EXPORT);
            case "$document" -> Optional.of(Interaction.DOCUMENT);
            case "$graphql" -> Optional.of(Interaction.GRAPHQL);
            case "$meta" -> Optional.of(Interaction.META);
            case "$meta-add" -> Optional.of(Interaction.META_ADD);
            case "$meta-delete" -> Optional.of(Interaction.META_DELETE);
            case "$get-ws-binding-token" -> Optional.of(Interaction.WEBSOCKET_BIND);
            default -> Optional.empty();
        };
    }

    private static Optional<Interaction> onServer(String name) {
        return switch (name) {
            case "$label-reviews" -> Optional.of(Interaction.LABEL_REVIEWS);
            case "$label-review" -> Optional.of(Interaction.LABEL_REVIEW_ANSWER);
            case "$worklist" -> Optional.of(Interaction.WORKLIST);
            default -> Optional.empty();
        };
    }

    private static Optional<Interaction> onType(String type, String name) {
        return switch (name) {
            case "$validate" -> Optional.of(Interaction.VALIDATE);
            case "$lastn" -> only(type.equals("Observation"), Interaction.LASTN);
            case "$match" -> only(type.equals("Patient"), Interaction.MATCH);
            case "$docref" -> only(type.equals("DocumentReference"), Interaction.DOCREF);
            default -> Optional.empty();
        };
    }

    private static Optional<Interaction> onPatient(Method method, String name) {
        return switch (name) {
            case "$everything" -> Optional.of(Interaction.PATIENT_EVERYTHING);
            case "$summary" -> Optional.of(Interaction.SUMMARY);
            case "$explain-access" -> Optional.of(Interaction.EXPLAIN_ACCESS);
            case "$accounting-of-disclosures" -> Optional.of(Interaction.ACCOUNTING_OF_DISCLOSURES);
            case "$legal-basis" ->
                Optional.of(method == Method.POST ? Interaction.LEGAL_BASIS_GRANT : Interaction.LEGAL_BASIS_LIST);
            case "$legal-basis-approve" -> Optional.of(Interaction.LEGAL_BASIS_APPROVE);
            case "$legal-basis-revoke" -> Optional.of(Interaction.LEGAL_BASIS_REVOKE);
            default -> Optional.empty();
        };
    }

    /** FHIR R4 terminology service, 4.9: on a type, and on one resource of it. */
    private static Optional<Interaction> terminology(Optional<String> type, String name) {
        Set<String> types =
                switch (name) {
                    case "$expand" -> Set.of("ValueSet");
                    case "$validate-code" -> Set.of("ValueSet", "CodeSystem");
                    case "$translate" -> Set.of("ConceptMap");
                    case "$lookup", "$subsumes" -> Set.of("CodeSystem");
                    default -> Set.of();
                };
        return type.filter(types::contains).map(known -> Interaction.TERMINOLOGY);
    }

    private static Optional<Interaction> only(boolean served, Interaction interaction) {
        return served ? Optional.of(interaction) : Optional.empty();
    }
}
