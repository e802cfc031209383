package org.consentgateway.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.fhir.LaterVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a token answer points with, nothing of a hidden resource is left in it. */
class AnswerPointersTest {

    private static final Reference HIDDEN = new Reference("DocumentReference", "n1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1}                                                        | {'a':1}",
                "{'fhirContext':[{'reference':'DocumentReference/n1'}]}         | {}",
                "{'fhirContext':[{'reference':'DocumentReference/n1'},{'reference':'Encounter/e1'}]} | {'fhirContext':[{'reference':'Encounter/e1'}]}",
                "{'fhirContext':[{'reference':'DocumentReference/n1/_history/2','role':'x'}]} | {}",
                "{'fhirContext':[{'reference':'https://ehr/fhir/DocumentReference/n1'}]} | {}",
                "{'fhirContext':[{'reference':7}]}                              | {}",
                "{'fhirContext':[{'identifier':{'value':'x'},'type':'DocumentReference'}]} | {}",
                "{'fhirContext':[{'identifier':{'value':'x'}}]}                 | {}",
                "{'fhirContext':[{'identifier':{'value':'x'},'type':'Patient'}]} | {'fhirContext':[{'identifier':{'value':'x'},'type':'Patient'}]}",
                "{'fhirContext':[{'canonical':'http://x/Questionnaire/q'}]}     | {'fhirContext':[{'canonical':'http://x/Questionnaire/q'}]}",
                "{'documentreference':'n1'}                                     | {}",
                "{'document_reference_id':'n1'}                                 | {}",
                "{'documentreference':'d1'}                                     | {'documentreference':'d1'}",
                "{'intent':'open DocumentReference/n1 now'}                     | {}",
                "{'link':'https://app?doc=DocumentReference%2Fn1'}              | {}",
                "{'x':{'y':[['DocumentReference/n1']]}}                         | {'x':{}}",
                "{'access_token':'DocumentReference/n1','scope':'DocumentReference/n1'} | {'access_token':'DocumentReference/n1','scope':'DocumentReference/n1'}",
                "{'patient':'n1','encounter':'n1'}                              | {'patient':'n1','encounter':'n1'}"
            })
    void what_points_at_a_hidden_resource_was_never_there(String answer, String left) throws Exception {
        AnswerPointers pointers = new AnswerPointers(FhirVersion.R4, HIDDEN::equals, HIDDEN.type()::equals);
        assertThat(new String(JsonWriter.bytes(pointers.closed(json(answer))), StandardCharsets.UTF_8))
                .isEqualTo(left.strip().replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'sub':'u','fhirUser':'Practitioner/p','nonce':'n'}            | true",
                "{'sub':'DocumentReference/n1','profile':'https://ehr/fhir/DocumentReference/n1'} | true",
                "{'sub':'u','patient':'p1','fhirContext':[{'reference':'DocumentReference/d1'}]} | true",
                "{'sub':'u','fhirContext':[{'reference':'DocumentReference/n1'}]} | false",
                "{'sub':'u','documentreference':'n1'}                           | false",
                "{'sub':'u','ext':{'x':['https://ehr/fhir/DocumentReference/n1']}} | false",
                "no json                                                        | false"
            })
    void an_ID_token_that_points_at_a_hidden_resource_is_not_given(String claims, boolean given) throws Exception {
        AnswerPointers pointers = new AnswerPointers(FhirVersion.R4, HIDDEN::equals, HIDDEN.type()::equals);
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.strip().replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        Json.Obj answer = json("{'id_token':'e30." + payload + ".c2ln','a':1}");

        assertThat(pointers.closed(answer)).isEqualTo(given ? answer : json("{'a':1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b.c.d.e", "", "e30.e30"})
    void an_ID_token_that_the_gateway_cannot_read_is_not_given(String token) throws Exception {
        AnswerPointers pointers = new AnswerPointers(FhirVersion.R4, HIDDEN::equals, HIDDEN.type()::equals);

        assertThat(pointers.closed(json("{'id_token':'" + token + "','a':1}"))).isEqualTo(json("{'a':1}"));
        assertThat(pointers.closed(json("{'id_token':7,'a':1}"))).isEqualTo(json("{'a':1}"));
    }

    @Test
    void a_member_is_named_for_a_type_of_the_version_that_is_served() throws Exception {
        Json.Obj answer = json("{'genomicstudy':'g1','intent':'open GenomicStudy/g1','basic':'b1'}");

        assertThat(new AnswerPointers(LaterVersion.LATER, any -> true, any -> true).closed(answer))
                .isEqualTo(json("{'basic':'b1'}"));
        assertThat(new AnswerPointers(FhirVersion.R4, any -> true, any -> true).closed(answer))
                .isEqualTo(json("{'genomicstudy':'g1','intent':'open GenomicStudy/g1'}"));
    }

    private static Json.Obj json(String text) throws MalformedJson {
        return JsonReader.object(text.strip().replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
