package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import org.consentgateway.core.request.Reference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What refers to something and is about no patient is remembered: an EHR that answers by patient does not find it. */
class PatientlessResourcesTest {

    private static final Reference RESULT = new Reference("Observation", "o2");

    private final MemoryHospital hospital = new MemoryHospital();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'resourceType':'List','id':'l','entry':[{'item':{'reference':'Observation/o2'}}]} | true",
                "{'resourceType':'List','id':'l','subject':{'reference':'Patient/P1'},'entry':[{'item':"
                        + "{'reference':'Observation/o2'}}]} | false",
                "{'resourceType':'List','id':'l','subject':{'reference':'Group/g'},'entry':[{'item':"
                        + "{'reference':'Observation/o2'}}]} | true",
                "{'resourceType':'List','id':'l'} | false",
                "{'resourceType':'Organization','id':'l','endpoint':[{'reference':'Observation/o2'}]} | false",
                "{'resourceType':'List','id':'l','contained':[{'resourceType':'Observation','id':'c','subject':"
                        + "{'reference':'Patient/P1'}}],'entry':[{'item':{'reference':'Observation/o2'}}]} | false"
            })
    void what_no_patient_leads_to_is_remembered_with_what_it_refers_to(String resource, boolean remembered) {
        // When
        var known = json(resource);
        Reference self = new Reference(known.text("resourceType").orElseThrow(), "l");
        new PatientlessResources(hospital.site).known(self, known);

        // Then
        assertThat(hospital.site.referrers().to(RESULT).contains(self)).isEqualTo(remembered);
    }
}
