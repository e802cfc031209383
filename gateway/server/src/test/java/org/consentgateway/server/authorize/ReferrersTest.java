package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.server.authorize.MemoryHospital.NAMING;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.REPORT;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What refers to a resource that an EHR will not let go. */
class ReferrersTest {

    private static final Reference TARGET = new Reference("Observation", "o2");
    private static final Reference NOTED = new Reference("DocumentReference", "N1");
    private static final Reference REPORTED = new Reference("DiagnosticReport", "d1");

    private final MemoryHospital hospital = new MemoryHospital().with(PLAIN);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'resourceType':'DiagnosticReport','result':[{'reference':'Observation/o2'}]} | true",
                "{'resourceType':'DiagnosticReport','result':[{'reference':'http://ehr.invalid/fhir/Observation/o2'}]} | true",
                "{'resourceType':'DiagnosticReport','result':[{'reference':'Observation/o3'}]} | false",
                "{'resourceType':'DiagnosticReport','presentedForm':[{'url':'Observation/o2'}]} | false",
                "{'resourceType':'DiagnosticReport','contained':[{'resourceType':'Observation','id':'c',"
                        + "'derivedFrom':[{'reference':'Observation/o2'}]}]} | true"
            })
    void a_resource_refers_itself_or_in_what_it_contains(String resource, boolean refers) {
        assertThat(Referrers.refers(hospital.site, json(resource), TARGET)).isEqualTo(refers);
    }

    @Test
    void a_hidden_note_refers_for_nobody_who_does_not_see_it() throws Exception {
        // Given
        hospital.with(NAMING);

        // Then
        assertThat(isShown("Practitioner/dr-c")).isFalse();
        assertThat(onlyHidden()).containsExactly(NOTED);
        assertThat(isShown("Practitioner/dr-o")).isTrue();
    }

    @Test
    void what_is_shown_to_refer_explains_it_all() throws Exception {
        // Given
        hospital.with(NAMING, REPORT);

        // Then
        assertThat(isShown("Practitioner/dr-c")).isTrue();
        assertThat(onlyHidden()).isEmpty();
    }

    @Test
    void what_is_deleted_along_and_the_resource_itself_are_no_referrers() throws Exception {
        // Given
        hospital.with(REPORT, PLAIN.replace("'status'", "'hasMember':[{'reference':'Observation/o2'}],'status'"));

        // Then
        assertThat(new Referrers(hospital.site, "r").isShown(TARGET, Set.of(REPORTED), authorizer("Practitioner/dr-c")))
                .isFalse();
    }

    @Test
    void an_ehr_that_finds_referrers_at_once_is_asked_once() throws Exception {
        // Given
        hospital.ehr.answers(
                "Observation?_id=o2&_revinclude=*",
                "{'resourceType':'Bundle','type':'searchset','entry':[{'resource':" + PLAIN + "},{'resource':" + NAMING
                        + "}]}");

        // Then
        assertThat(onlyHidden()).containsExactly(NOTED);
        assertThat(hospital.ehr.asked()).noneMatch(line -> line.contains("?related="));
    }

    @Test
    void a_type_that_fails_leaves_it_open_unless_another_explains() throws Exception {
        // Given
        hospital.ehr.refuses("GET Media?", 500);

        // Then
        assertThatThrownBy(this::onlyHidden).isInstanceOf(Broken.class);
        hospital.with(NAMING);
        assertThat(onlyHidden()).containsExactly(NOTED);
    }

    private boolean isShown(String who) throws Exception {
        return new Referrers(hospital.site, "r").isShown(TARGET, Set.of(), authorizer(who));
    }

    private Set<Reference> onlyHidden() throws Exception {
        return new Referrers(hospital.site, "r").onlyHidden(TARGET, Set.of(), authorizer("Practitioner/dr-c"));
    }

    private ResponseAuthorizer authorizer(String who) {
        return new ResponseAuthorizer(
                hospital.site,
                "r",
                caller(who),
                new Records.Asked("delete", "Observation/o2", Map.of()),
                any -> true,
                Optional.empty(),
                true);
    }
}
