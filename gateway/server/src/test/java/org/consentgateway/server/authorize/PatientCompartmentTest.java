package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Scopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An app that acts for one patient stays in that patient's chart. */
class PatientCompartmentTest {

    private final MemoryHospital hospital =
            new MemoryHospital().with(PLAIN, PLAIN.replace("'o2'", "'o3'").replace("Patient/P1", "Patient/P2"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'subject':{'reference':'Patient/P1'} | false",
                "'subject':{'reference':'Patient/P2'} | true",
                "'derivedFrom':[{'reference':'Observation/o2'}] | false",
                "'derivedFrom':[{'reference':'Observation/o3'}] | true",
                "'derivedFrom':[{'reference':'Observation/o2'},{'reference':'Observation/o3'}] | true",
                "'derivedFrom':[{'reference':'Observation/none'}] | true",
                "'performer':[{'reference':'Practitioner/none'}] | false",
                "'derivedFrom':[{'reference':'Observation/o1'}] | false",
                "'status':'final' | false"
            })
    void what_is_about_nobody_is_of_the_chart_that_it_points_at(String elements, boolean strays) throws NoVerdict {
        assertThat(strays(app("patient/*.rs"), elements)).isEqualTo(strays);
    }

    @Test
    void what_is_about_the_patient_is_theirs_whatever_it_points_at() throws NoVerdict {
        assertThat(strays(
                        app("patient/*.rs"),
                        "'subject':{'reference':'Patient/P1'},'derivedFrom':[{'reference':'Observation/o3'}]"))
                .isFalse();
    }

    @Test
    void where_a_user_scope_speaks_of_the_type_no_chart_is_kept_to() throws NoVerdict {
        assertThat(strays(app("patient/*.rs user/Observation.rs"), "'subject':{'reference':'Patient/P2'}"))
                .isFalse();
    }

    @Test
    void while_the_ehr_does_not_answer_what_is_pointed_at_is_of_another_chart() throws NoVerdict {
        hospital.ehr.refuses("GET Observation", 0);
        assertThat(strays(app("patient/*.rs"), "'derivedFrom':[{'reference':'Observation/o2'}]"))
                .isTrue();
    }

    private boolean strays(Caller caller, String elements) throws NoVerdict {
        Facts facts = hospital.site.facts(json("{'resourceType':'Observation','id':'o1'," + elements + "}"));
        DecisionInputs inputs = new DecisionInputs(hospital.site, "r", Optional.of(caller), true);
        AnsweredRequest request = MemoryHospital.request(hospital.site, caller);
        return new PatientCompartment(request, inputs, hospital.outside(caller)).strays("Observation", facts);
    }

    private static Caller app(String scopes) {
        return caller(
                "Patient/P1",
                "PATRQT",
                Scopes.parse(FhirVersion.R4, scopes),
                Optional.of(new Reference("Patient", "P1")));
    }
}
