package org.consentgateway.core.redact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.ResponseFormat.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a resource is shown where a part of it is asked for. FHIR R4 search.html#elements, #summary. */
class SubsettingTest {

    private static final String OBSERVATION = "'resourceType':'Observation','id':'o1','status':'final',"
            + "'code':{'text':'c'},'valueQuantity':{'value':1},'_valueQuantity':{'id':'v'},'valuesSeen':2,"
            + "'effectiveDateTime':'2026','note':[{'text':'n'}],'language':'en','text':{'status':'empty'},"
            + "'component':[{'code':{'text':'p'},'valueString':'x','interpretation':[{'text':'i'}]}]";

    @ParameterizedTest
    @CsvSource({
        "value, true, false",
        "value[x], true, false",
        "valueQuantity, true, false",
        "valueString, false, false",
        "val, false, false",
        "effective, false, true",
        "note, false, false"
    })
    void a_choice_of_types_is_asked_for_by_its_name_with_and_without_its_type(
            String asked, boolean value, boolean effective) throws MalformedJson {
        // When
        Json.Obj shown = shown(OBSERVATION, Summary.FALSE, Set.of(asked));

        // Then
        assertThat(shown.members().containsKey("valueQuantity")).isEqualTo(value);
        assertThat(shown.members().containsKey("_valueQuantity")).isEqualTo(value);
        assertThat(shown.members().containsKey("effectiveDateTime")).isEqualTo(effective);
        assertThat(shown.members()).doesNotContainKey("valuesSeen");
    }

    @ParameterizedTest
    @CsvSource({
        "Patient, multipleBirth, multipleBirthInteger",
        "Condition, abatement, abatementDateTime",
        "Provenance, occurred, occurredPeriod",
        "Contract, topic, topicReference",
        "FamilyMemberHistory, born, bornString",
        "MedicationDispense, statusReason, statusReasonCodeableConcept"
    })
    void every_choice_of_the_version_is_known(String type, String asked, String member) throws MalformedJson {
        String resource = "'resourceType':'" + type + "','id':'x','" + member + "':'y'";
        assertThat(shown(resource, Summary.FALSE, Set.of(asked)).members()).containsKey(member);
    }

    @ParameterizedTest
    @CsvSource({"Observation, statusReason", "Observation, abatement", "Basic, value"})
    void a_choice_of_another_type_is_none_of_this_one(String type, String asked) throws MalformedJson {
        String resource = "'resourceType':'" + type + "','id':'x','" + asked + "String':'y'";
        assertThat(shown(resource, Summary.FALSE, Set.of(asked)).members()).doesNotContainKey(asked + "String");
    }

    @ParameterizedTest
    @CsvSource({
        "TRUE, 'id status code valueQuantity _valueQuantity effectiveDateTime language component'",
        "TEXT, 'id status code text'",
        "DATA, 'id status code valueQuantity _valueQuantity valuesSeen effectiveDateTime note language component'"
    })
    void a_summary_is_the_one_of_the_definition_and_says_that_it_is_one(Summary summary, String members)
            throws MalformedJson {
        // When
        Json.Obj shown = shown(OBSERVATION, summary, Set.of());

        // Then
        assertThat(String.join(" ", shown.members().keySet()).replaceAll("resourceType | ?meta", ""))
                .isEqualTo(members);
        assertThat(shown.toString()).contains("SUBSETTED");
    }

    @Test
    void a_summary_of_an_element_is_what_the_definition_has_in_it() throws MalformedJson {
        List<Json.Obj> components = shown(OBSERVATION, Summary.TRUE, Set.of()).objects("component");
        assertThat(components.get(0).members()).containsOnlyKeys("code", "valueString");
    }

    @Test
    void who_asks_for_no_part_gets_the_whole() throws MalformedJson {
        Json.Obj whole = resource(OBSERVATION);
        assertThat(Subsetting.of(FhirVersion.R4, whole, ResponseFormat.WHOLE)).isSameAs(whole);
    }

    private static Json.Obj shown(String members, Summary summary, Set<String> elements) throws MalformedJson {
        return Subsetting.of(FhirVersion.R4, resource(members), new ResponseFormat(false, summary, elements));
    }

    private static Json.Obj resource(String members) throws MalformedJson {
        return JsonReader.object(("{" + members + "}").replace('\'', '"').getBytes(UTF_8));
    }
}
