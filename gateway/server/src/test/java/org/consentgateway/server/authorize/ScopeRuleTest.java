package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.core.request.Scopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scopes of a token allow; {@code @P1} stands for the patient in context. SMART App Launch 2.2. */
class ScopeRuleTest {

    private static final String RESULT = "{'resourceType':'Observation','id':'o','status':'final',"
            + "'meta':{'security':[{'system':'s','code':'R'}]},"
            + "'category':[{'coding':[{'system':'http://c','code':'laboratory'}]}],"
            + "'code':{'coding':[{'system':'http://loinc.org','code':'718-7'}]},'subject':{'reference':'Patient/%s'}}";

    private static final String BARE = "{'resourceType':'%s','id':'x'}";

    private final MemoryHospital hospital = new MemoryHospital();

    @ParameterizedTest
    @CsvSource({
        "user/*.rs, GET Observation/o, true",
        "user/*.rs, GET Observation?code=x, true",
        "user/*.r, GET Observation?code=x, false",
        "user/*.s, GET Observation/o, false",
        "user/*.s, GET Observation/o/_history, false",
        "user/Condition.rs, GET Observation/o, false",
        "user/*.rs, POST Observation, false",
        "user/*.c, POST Observation, true",
        "user/*.c, PUT Observation/o, false",
        "user/*.u, PUT Observation/o, true",
        "user/*.u, DELETE Observation/o, false",
        "user/*.d, DELETE Observation/o, true",
        "patient/*.rs, GET Observation/o, false",
        "patient/*.rs @P1, GET Observation/o, true",
        "patient/*.rs @P1, GET Patient/P1/$everything, true",
        "patient/*.rs @P1, GET Patient/P2/$everything, false",
        "user/*.rs, GET Patient/P2/$everything, true",
        "user/*.c, GET Patient/P2/$everything, false",
        "openid, GET Observation/o, false"
    })
    void a_request_needs_a_scope_that_has_its_letter_and_its_type(String scopes, String line, boolean permitted) {
        assertThat(ScopeRule.permits(caller(scopes), request(line))).isEqualTo(permitted);
    }

    @ParameterizedTest
    @CsvSource({
        "user/*.rs, P2, true",
        "user/Observation.rs, P2, true",
        "user/Condition.rs, P2, false",
        "user/*.c, P2, false",
        "patient/*.rs @P1, P1, true",
        "patient/*.rs @P1, P2, false",
        "patient/*.rs, P1, false",
        "user/Observation.rs?category=laboratory, P1, true",
        "user/Observation.rs?category=http://c|laboratory, P1, true",
        "user/Observation.rs?category=survey, P1, false",
        "user/Observation.rs?code=718-7, P1, true",
        "user/Observation.rs?status=final, P1, true",
        "user/Observation.rs?status=draft, P1, false",
        "user/Observation.rs?category=laboratory&status=draft, P1, false",
        "patient/Observation.rs?category=survey @P1 user/Condition.rs, P1, false"
    })
    void a_resource_of_the_answer_is_within_a_scope_by_its_type_its_patient_and_all_its_filters(
            String scopes, String patient, boolean within) {
        assertThat(ScopeRule.inScope(caller(scopes), request("GET Observation?code=x"))
                        .test(facts(RESULT.formatted(patient))))
                .isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_security", "patient", "subject"})
    void a_filter_that_the_gateway_cannot_hold_a_resource_against_opens_nothing(String name) {
        // Given
        Scopes.Grant grant = new Scopes.Grant(
                Scopes.Level.USER, "Observation", Set.of(Scopes.Permission.READ), Map.of(name, Set.of("P1")));

        // Then
        assertThat(ScopeRule.inScope(caller(new Scopes(List.of(grant)), Optional.empty()), request("GET Observation/o"))
                        .test(facts(RESULT.formatted("P1"))))
                .isFalse();
    }

    @Test
    void what_a_write_shows_is_within_the_scope_of_the_write() {
        assertThat(ScopeRule.inScope(caller("user/*.c"), request("POST Observation"))
                        .test(facts(RESULT.formatted("P1"))))
                .isTrue();
        assertThat(ScopeRule.inScope(caller("user/*.d"), request("POST Observation"))
                        .test(facts(RESULT.formatted("P1"))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "patient/*.rs, Observation, true",
        "patient/*.rs user/*.rs, Observation, false",
        "patient/Observation.rs user/Practitioner.rs, Observation, true",
        "patient/Observation.rs user/Practitioner.rs, Practitioner, false",
        "patient/Observation.rs, Condition, true",
        "patient/Observation.rs user/Practitioner.rs, Condition, false"
    })
    void one_chart_is_in_reach_where_patient_scopes_alone_speak_of_the_type(String scopes, String type, boolean one) {
        assertThat(ScopeRule.keepsToOneChart(caller(scopes + " @P1"), type)).isEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'resourceType':'Observation','subject':{'reference':'Patient/P1'}} | true",
                "{'resourceType':'Observation','subject':{'reference':'Patient/P2'}} | false",
                "{'resourceType':'Practitioner'} | true",
                "{'resourceType':'Basic','extension':[{'valueReference':{'reference':'Patient/P2'}}]} | false",
                "{'resourceType':'Basic','extension':[{'valueReference':{'reference':'Patient/P1'}}]} | true",
                "{'resourceType':'Group','member':[{'entity':{'reference':'Patient/P1'}}]} | true",
                "{'resourceType':'Group','member':[{'entity':{'reference':'Patient/P1'}},"
                        + "{'entity':{'reference':'Patient/P2'}}]} | false"
            })
    void a_resource_is_of_a_chart_that_it_is_about_or_where_it_names_no_other_patient(String resource, boolean of) {
        assertThat(ScopeRule.ofChart(caller("patient/*.rs @P1"), facts(resource)))
                .isEqualTo(of);
    }

    @ParameterizedTest
    @CsvSource({"Observation, true", "Condition, false", "*, true"})
    void some_scope_reads_one_of_the_types(String type, boolean reads) {
        assertThat(ScopeRule.reads(caller("user/Observation.s"), Set.of(type))).isEqualTo(reads);
        assertThat(ScopeRule.reads(caller("patient/*.rs"), Set.of(type))).isFalse();
        assertThat(ScopeRule.reads(caller("user/*.cud"), Set.of(type))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"ValueSet, true", "Parameters, true", "Observation, false"})
    void what_a_code_means_is_in_no_chart(String type, boolean within) {
        assertThat(ScopeRule.inScope(caller("patient/Condition.rs @P1"), request("GET ValueSet/$expand?url=x"))
                        .test(facts(BARE.formatted(type))))
                .isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({"read, SCOPE_INSUFFICIENT", "vread, SCOPE_INSUFFICIENT", "search-type, SCOPE_FILTER"})
    void the_record_says_whether_a_scope_refused_or_filtered(String interaction, Reason reason) {
        assertThat(ScopeRule.outside(
                                new Records.Asked(interaction, "Observation", Map.of()),
                                new Classification(Classification.Note.NOT, "none", false))
                        .grounds())
                .singleElement()
                .satisfies(ground -> assertThat(ground.reason()).isEqualTo(reason));
    }

    private Facts facts(String resource) {
        return hospital.site.facts(json(resource));
    }

    private static FhirRequest request(String line) {
        String[] both = line.split(" ", 2);
        Map<String, List<String>> headers = Map.of("Content-Type", List.of("application/fhir+json"));
        return new RequestParser(FhirVersion.R4, "/fhir")
                .parse(both[0], "/fhir/" + both[1], both[0].startsWith("P") ? headers : Map.of(), new byte[0])
                .value()
                .orElseThrow();
    }

    private static Caller caller(String scopes) {
        Optional<Reference> patient =
                Optional.of(new Reference("Patient", "P1")).filter(known -> scopes.contains("@P1"));
        return caller(Scopes.parse(FhirVersion.R4, scopes.replace("@P1", "")), patient);
    }

    private static Caller caller(Scopes scopes, Optional<Reference> patient) {
        return MemoryHospital.caller("Practitioner/dr-c", "TREAT", scopes, patient);
    }
}
