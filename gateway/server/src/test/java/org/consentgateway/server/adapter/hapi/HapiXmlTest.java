package org.consentgateway.server.adapter.hapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.fhir.LaterVersion;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.server.port.XmlFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HapiXmlTest {

    private final HapiXml xml = new HapiXml(FhirVersion.R4);

    @Test
    void a_resource_survives_the_way_to_xml_and_back() throws Exception {
        String json = """
                {"resourceType":"Observation","id":"o1","meta":{"versionId":"3",
                 "security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PSY"}]},
                 "extension":[{"url":"https://example.org/unknown","valueString":"kept"}],
                 "status":"final","code":{"text":"x"},"subject":{"reference":"Patient/P1/_history/2"},
                 "valueQuantity":{"value":0.10}}
                """;

        byte[] there = xml.toXml(json.getBytes(StandardCharsets.UTF_8));
        byte[] back = xml.toJson(there);

        assertThat(JsonReader.object(back).members())
                .isEqualTo(
                        JsonReader.object(json.getBytes(StandardCharsets.UTF_8)).members());
        assertThat(new String(there, StandardCharsets.UTF_8)).contains("<value value=\"0.10\">");
    }

    @Test
    void a_document_is_of_the_version_that_is_served() throws Exception {
        // Given
        byte[] transport = "<Transport xmlns='http://hl7.org/fhir'><status value='planned'/></Transport>"
                .getBytes(StandardCharsets.UTF_8);
        FhirVersion r5 = new FhirVersion(
                "R5", "5.0.0", Set.of("5.0"), FhirVersion.R4.searchParameters(), FhirVersion.R4.elements());

        // When / Then
        assertThat(new String(new HapiXml(r5).toJson(transport), StandardCharsets.UTF_8))
                .isEqualTo("{\"resourceType\":\"Transport\",\"status\":\"planned\"}");
        assertThatThrownBy(() -> xml.toJson(transport))
                .isInstanceOf(XmlFormat.NotFhir.class)
                .hasMessageContaining("FHIR R4");
        assertThatThrownBy(() -> new HapiXml(LaterVersion.LATER)).hasMessage("HAPI knows no FHIR `9.0.1`");
    }

    @Test
    void a_character_data_section_is_text_like_any_other() throws Exception {
        String document = "<Patient xmlns='http://hl7.org/fhir'><text><status value='generated'/>"
                + "<div xmlns='http://www.w3.org/1999/xhtml'><p>before <![CDATA[between]]> after</p></div></text></Patient>";

        byte[] json = xml.toJson(document.getBytes(StandardCharsets.UTF_8));

        assertThat(new String(json, StandardCharsets.UTF_8)).contains("before between after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE Patient [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Patient xmlns='http://hl7.org/fhir'><id value='&x;'/></Patient>",
                "<!DOCTYPE Patient SYSTEM 'http://127.0.0.1:1/x.dtd'><Patient xmlns='http://hl7.org/fhir'/>",
                "<!DOCTYPE Patient><Patient xmlns='http://hl7.org/fhir'/>",
                "<!DOCTYPE a [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><Patient xmlns='http://hl7.org/fhir'><id value='&b;'/></Patient>",
                "<?xml-stylesheet href='x'?><Patient xmlns='http://hl7.org/fhir'/>",
                "<Patient xmlns='http://hl7.org/fhir'><id value='&undefined;'/></Patient>",
                "<Patient xmlns='http://hl7.org/fhir'><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/></Patient>",
                "<Patient xmlns='http://hl7.org/fhir'><invented value='1'/></Patient>",
                "<Patient xmlns='http://hl7.org/fhir'><id value='1'/><id value='2'/></Patient>",
                "<Patient xmlns='http://hl7.org/fhir'>",
                "<Observation xmlns='http://hl7.org/fhir'><valueQuantity><value value='1e999999999'/></valueQuantity></Observation>",
                "<Patient xmlns='http://hl7.org/fhir'/><Patient xmlns='http://hl7.org/fhir'/>",
                "<Patient/>",
                "<Invented xmlns='http://hl7.org/fhir'/>",
                "{\"resourceType\":\"Patient\"}",
                "",
            })
    void what_is_not_plain_fhir_xml_is_refused(String document) {
        assertThatThrownBy(() -> xml.toJson(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(org.consentgateway.server.port.XmlFormat.NotFhir.class)
                .hasMessageNotContaining("passwd");
    }

    @Test
    void a_document_that_is_too_deep_or_too_large_is_refused() {
        String deep = "<Patient xmlns='http://hl7.org/fhir'>" + "<contact>".repeat(200) + "</contact>".repeat(200)
                + "</Patient>";

        assertThatThrownBy(() -> xml.toJson(deep.getBytes(StandardCharsets.UTF_8)))
                .hasMessage("too deep");
        assertThatThrownBy(() -> xml.toJson(new byte[HapiXml.MOST_BYTES + 1])).hasMessage("too large");
        assertThatThrownBy(() -> xml.toXml(new byte[HapiXml.MOST_BYTES + 1])).hasMessage("too large");
    }

    @Test
    void json_that_has_no_xml_form_is_refused_and_not_cut() {
        assertThatThrownBy(() ->
                        xml.toXml("{\"resourceType\":\"Patient\",\"invented\":1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(org.consentgateway.server.port.XmlFormat.NotFhir.class);
    }
}
