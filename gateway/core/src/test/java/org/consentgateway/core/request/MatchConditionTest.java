package org.consentgateway.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.request.Ask.plan;

import java.nio.charset.StandardCharsets;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A match was found by what the EHR has; it is one only by what the caller may see. */
class MatchConditionTest {

    private static final String EHR = "http://ehr.internal/fhir/";

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '!',
            value = {
                "List?item=DocumentReference/N1 ! {'entry':[{'item':{'reference':'DocumentReference/N1'}}]} ! true",
                "List?item=DocumentReference/N1 ! {'entry':[{'item':{'reference':'DocumentReference/N1/_history/2'}}]} ! true",
                "List?item=DocumentReference/N1 ! {'entry':[{'item':{'reference':'http://ehr.internal/fhir/DocumentReference/N1'}}]} ! true",
                "List?item=DocumentReference/N1 ! {'entry':[{'item':{'reference':'DocumentReference/N2'}}]} ! false",
                "List?item=DocumentReference/N1 ! {'title':'x'} ! false",
                "List?item=DocumentReference/N1,Patient/P1 ! {'entry':[{'item':{'reference':'Patient/P1'}}]} ! true",
                "List?item=DocumentReference/N1&item=Patient/P1 ! {'entry':[{'item':{'reference':'Patient/P1'}}]} ! false",
                "List?item=Patient/P1 ! {'title':'nothing is owed for what is no note'} ! true",
                "Bundle?composition=Composition/c1 ! {'entry':[{'resource':{'resourceType':'Composition','id':'c1'}}]} ! true",
                "Bundle?composition=Composition/c1 ! {'entry':[]} ! false",
                "Observation?_security=PSYTHPN ! {'meta':{'security':[{'system':'s','code':'R'}]}} ! false",
                "Observation?_security=PSYTHPN ! {'meta':{'security':[{'system':'s','code':'PSYTHPN'}]}} ! true",
                "Observation?_security=s%7CPSYTHPN ! {'meta':{'security':[{'system':'s','code':'PSYTHPN'}]}} ! true",
                "Observation?_security=t%7CPSYTHPN ! {'meta':{'security':[{'system':'s','code':'PSYTHPN'}]}} ! false",
                "Observation?_security=%7CPSYTHPN ! {'meta':{'security':[{'system':'s','code':'PSYTHPN'}]}} ! false",
                "Observation?_security=s%7C ! {'meta':{'security':[{'system':'s','code':'R'}]}} ! true",
                "Observation?_security=A,R ! {'meta':{'security':[{'system':'s','code':'R'}]}} ! true",
                "DocumentReference?security-label=R ! {'securityLabel':[{'coding':[{'code':'R'}]}]} ! true",
                "DocumentReference?security-label=R ! {'securityLabel':[{'text':'R'}]} ! false",
                "Observation?_profile=http://p ! {'meta':{'profile':['http://p|1.0']}} ! true",
                "Observation?_profile=http://p ! {'meta':{'profile':['http://pq']}} ! false",
                "Observation?_source=http://s ! {'meta':{'source':'http://s#r1'}} ! true",
                "Observation?value-quantity=5 ! {'valueQuantity':{'value':5}} ! true",
                "Observation?value-quantity=5 ! {'status':'final'} ! false",
                "Observation?date=2020 ! {'effectiveDateTime':'2020'} ! true",
                "Observation?date=2020 ! {'effective':'2020'} ! false",
                "Observation?category:not=x ! {'status':'final'} ! true",
                "Observation?value-string:missing=true ! {'status':'final'} ! true",
                "Observation?value-string:missing=false ! {'status':'final'} ! false",
                "Observation?value-string:missing=true ! {'valueString':'x'} ! false",
                "Patient?birthdate:missing=true ! {'_birthDate':{'extension':[{'url':'u'}]}} ! true",
                "Patient?birthdate:missing=true ! {'birthDate':'2020','_birthDate':{'extension':[]}} ! false",
                "Observation?encounter:missing=true ! {'encounter':{'reference':'Encounter/e'}} ! false",
                "Observation?encounter:missing=true ! {'status':'final'} ! true",
                "Observation?category:not=x ! {'category':[{'coding':[{'code':'y'}]},{'coding':[{'code':'x'}]}]} ! false",
                "Observation?category:not=x,y ! {'category':[{'coding':[{'code':'y'}]}]} ! false",
                "Observation?category:not=s%7Cx ! {'category':[{'coding':[{'system':'t','code':'x'}]}]} ! true",
                "Observation?category:not=s%7C ! {'category':[{'coding':[{'system':'s','code':'x'}]}]} ! false",
                "Observation?status:not=final ! {'status':'final'} ! false",
                "Patient?active:not=true ! {'active':true} ! false",
                "Patient?identifier:not=s%7C1 ! {'identifier':[{'system':'s','value':'1'}]} ! false",
                "Patient?deceased=false ! {'active':true} ! true",
                "Patient?birthdate=2020 ! {'_birthDate':{'extension':[]}} ! true",
                "DocumentReference?patient=P1 ! {'status':'current'} ! true",
            })
    void a_stripped_match_is_one_only_while_it_holds_what_was_asked_for(String search, String shown, boolean match)
            throws Exception {
        // Given
        SearchPlan plan = plan(search).value().orElseThrow();

        // When
        boolean still = plan.stillMatches(
                resource(shown.replace('\'', '"')),
                reference -> reference.startsWith(EHR) ? reference.substring(EHR.length()) : reference);

        // Then
        assertThat(still).isEqualTo(match);
    }

    /** Asked of the EHR, {@code value-concept:not=F32} would tell that a stripped value is F32, by the resource's absence. */
    @Test
    void a_lack_is_never_asked_of_the_ehr() {
        SearchPlan plan = plan("Observation?_id=o&value-concept:not=F32&value-string:missing=true&status=final")
                .value()
                .orElseThrow();

        assertThat(plan.target()).isEqualTo("Observation?_id=o&status=final");
        assertThat(plan.owed()).hasSize(4);
    }

    @Test
    void a_search_by_nothing_owes_nothing() {
        assertThat(plan("Patient?_count=5&_sort=name").value().orElseThrow().owed())
                .isEmpty();
    }

    private static Json.Obj resource(String text) throws Exception {
        return JsonReader.object(text.getBytes(StandardCharsets.UTF_8));
    }
}
