package org.consentgateway.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.request.Ask.made;
import static org.consentgateway.core.request.Ask.outcome;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.InteractionTable.Enforced;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InteractionTableTest {

    private static final InteractionTable TABLE = new InteractionTable(Ask.NOTE_TYPES);

    /** Written out again, apart from the table: who opens a row must open it here as well. */
    private static final Set<Interaction> SERVED = EnumSet.of(
            Interaction.CAPABILITIES,
            Interaction.SMART_CONFIGURATION,
            Interaction.READ,
            Interaction.VREAD,
            Interaction.HISTORY_INSTANCE,
            Interaction.SEARCH_TYPE,
            Interaction.SEARCH_COMPARTMENT,
            Interaction.PAGE,
            Interaction.CREATE,
            Interaction.CONDITIONAL_CREATE,
            Interaction.UPDATE,
            Interaction.CONDITIONAL_UPDATE,
            Interaction.PATCH,
            Interaction.CONDITIONAL_PATCH,
            Interaction.DELETE,
            Interaction.CONDITIONAL_DELETE,
            Interaction.BATCH,
            Interaction.PATIENT_EVERYTHING,
            Interaction.EXPLAIN_ACCESS,
            Interaction.ACCOUNTING_OF_DISCLOSURES,
            Interaction.LEGAL_BASIS_LIST,
            Interaction.LEGAL_BASIS_GRANT,
            Interaction.LEGAL_BASIS_APPROVE,
            Interaction.LEGAL_BASIS_REVOKE,
            Interaction.LABEL_REVIEWS,
            Interaction.LABEL_REVIEW_ANSWER,
            Interaction.WORKLIST,
            Interaction.LASTN,
            Interaction.DOCREF,
            Interaction.MATCH,
            Interaction.SUMMARY,
            Interaction.VALIDATE,
            Interaction.TERMINOLOGY);

    private static final Set<Interaction> CONDITIONAL = EnumSet.of(
            Interaction.CONDITIONAL_CREATE,
            Interaction.CONDITIONAL_UPDATE,
            Interaction.CONDITIONAL_PATCH,
            Interaction.CONDITIONAL_DELETE);

    @ParameterizedTest
    @EnumSource(Interaction.class)
    void every_interaction_on_every_type_is_served_or_refused(Interaction interaction) {
        for (String type : FhirVersion.R4.types()) {
            // When
            OrRefusal<Enforced> row = TABLE.row(asked(interaction, type, Preference.NONE));

            // Then
            String expected = expected(interaction, type);
            assertThat(outcome(row)).as("%s on %s", interaction, type).isEqualTo(expected);
        }
    }

    private static String expected(Interaction interaction, String type) {
        if (interaction == Interaction.UNKNOWN_TYPE) return "404 unknown-type";
        if (interaction.name().startsWith("HISTORY_") && interaction != Interaction.HISTORY_INSTANCE)
            return "403 history";
        if (interaction == Interaction.SEARCH_SYSTEM || interaction == Interaction.SEARCH_COMPARTMENT_ALL)
            return "403 interaction";
        if (interaction == Interaction.META_ADD || interaction == Interaction.META_DELETE) return "403 label-operation";
        if (!SERVED.contains(interaction)) return "403 operation";
        if (CONDITIONAL.contains(interaction)) {
            Set<String> tells = new TreeSet<>(Ask.NOTE_TYPES);
            tells.addAll(InteractionTable.POINTERS);
            if (tells.contains(type)) return "412 conditional";
        }
        if (type.equals("Subscription")
                && EnumSet.of(Interaction.CREATE, Interaction.UPDATE, Interaction.PATCH)
                        .contains(interaction)) return "403 subscription";
        if (type.equals("AuditEvent")
                && EnumSet.of(Interaction.UPDATE, Interaction.PATCH, Interaction.DELETE)
                        .contains(interaction)) return "403 interaction";
        return "200";
    }

    @ParameterizedTest
    @EnumSource(Interaction.class)
    void nothing_is_answered_asynchronously(Interaction interaction) {
        assertThat(outcome(TABLE.row(
                        asked(interaction, "Patient", new Preference(Preference.Echo.UNSPECIFIED, true, false)))))
                .isEqualTo("403 async");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /fhir/Patient/p1, READ",
        "GET /fhir/DocumentReference/n1/_history, HISTORY",
        "GET /fhir/Patient/p1/DocumentReference, SEARCH",
        "DELETE /fhir/Consent/c1, CONSENT_WRITE",
        "DELETE /fhir/Patient?identifier=a, CONDITIONAL_WRITE",
        "DELETE /fhir/Subscription/s1, WRITE",
        "GET /fhir/metadata, OPEN",
        "GET /fhir/Patient/p1/$everything, EVERYTHING",
        "GET /fhir/Patient/p1/$explain-access, GATEWAY",
        "GET /fhir/Observation/$lastn, EVERYTHING",
        "GET /fhir/$label-reviews, GATEWAY",
        "GET /fhir/$worklist, GATEWAY",
        "GET /fhir/ValueSet/$expand?url=http://x, TERMINOLOGY",
        "GET /fhir/ValueSet/v1/$expand, TERMINOLOGY",
        "GET /fhir/CodeSystem/$lookup?system=http://loinc.org&code=1-8, TERMINOLOGY",
    })
    void a_request_finds_its_row(String line, Enforced expected) {
        assertThat(TABLE.row(made(line)).value()).contains(expected);
    }

    @Test
    void the_types_are_those_of_fhir_r4() {
        assertThat(FhirVersion.R4.types())
                .hasSize(146)
                .containsAll(List.of("Patient", "DocumentReference", "Binary", "Parameters", "Bundle", "Provenance"))
                .containsAll(InteractionTable.POINTERS)
                .doesNotContain("Resource", "DomainResource");
    }

    private static FhirRequest asked(Interaction interaction, String type, Preference preference) {
        return new FhirRequest(
                Method.POST,
                new RequestRoute(
                        interaction,
                        Optional.of(type),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false),
                List.of(),
                Format.JSON,
                RequestContent.NONE,
                ResultParameters.NONE,
                preference,
                Preconditions.NONE);
    }
}
