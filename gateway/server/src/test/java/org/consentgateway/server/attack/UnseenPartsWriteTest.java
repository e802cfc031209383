package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who writes over what they see only in part is answered as if it were all; what they do not see stays in the EHR. */
class UnseenPartsWriteTest {

    private static final String HEAD =
            "'meta':{'versionId':'1'},'status':'final','code':{'coding':[{'system':'http://loinc.org','code':'44261-6'}]},"
                    + "'subject':{'reference':'Patient/P1'}";

    @RegisterExtension
    static final Twins twins = Twins.opened();

    private static String resource(String type, String more) {
        return "{'resourceType':'%s','id':'W',%s%s}".formatted(type, HEAD, more.isEmpty() ? "" : "," + more);
    }

    /** Type, what is hidden of it, what is seen of it, what is submitted instead. */
    static Object[][] overwritten() {
        String note = "{'resourceType':'Basic','id':'n1','meta':SECURITY,'code':{'text':'CNRY_W'}}";
        String component = "{'code':{'text':'a'},'interpretation':[{'extension':[LABEL],'text':'CNRY_W'}]}";
        return new Object[][] {
            {"Observation", "'valueCodeableConcept':{'extension':[LABEL],'text':'CNRY_W'}", "", "'valueString':'mine'"},
            {
                "Observation",
                "'valueCodeableConcept':{'extension':[LABEL],'text':'CNRY_W'}",
                "",
                "'valueCodeableConcept':{'text':'mine'}"
            },
            {
                "Observation",
                "'component':[" + component + "]",
                "'component':[{'code':{'text':'a'}}]",
                "'component':[{'code':{'text':'x'}},{'code':{'text':'y'}}]"
            },
            {
                "Observation",
                "'contained':[" + note + "]",
                "",
                "'contained':[{'resourceType':'Patient','id':'n1'}],'performer':[{'reference':'#n1'}]"
            },
            {
                "Procedure",
                "'note':[{'extension':[LABEL],'text':'CNRY_W'},{'text':'a'}]",
                "'note':[{'text':'a'}]",
                "'note':[{'text':'b'},{'text':'c'},{'text':'a'}]"
            },
            {"Procedure", "'outcome':{'extension':[LABEL],'text':'CNRY_W'}", "", "'outcome':{'text':'mine'}"},
            {
                "Procedure",
                "'report':[{'reference':'DocumentReference/N1','display':'CNRY_W'}]",
                "",
                "'report':[{'reference':'DocumentReference/SUM1'}]"
            },
            {
                "ServiceRequest",
                "'note':[{'text':'a'},{'extension':[LABEL],'text':'CNRY_W'}],'contained':[" + note + "]",
                "'note':[{'text':'a'}]",
                ""
            },
            {
                "Condition",
                "'stage':[{'summary':{'extension':[LABEL],'text':'CNRY_W'},'type':{'text':'t'}}]",
                "'stage':[{'type':{'text':'t'}}]",
                "'stage':[{'type':{'text':'u'}},{'type':{'text':'t'}}]"
            },
        };
    }

    @ParameterizedTest
    @MethodSource("overwritten")
    void an_update_is_answered_as_without_the_hidden_part_and_keeps_it(
            String type, String hiding, String seen, String submitted) throws Exception {
        // Given
        twins.put(resource(type, hiding), resource(type, seen));
        String target = "/fhir/" + type + "/W";
        twins.get(target);

        // When
        Reply updated = twins.same("PUT", target, Map.of(), resource(type, submitted));

        // Then
        assertThat(updated.status()).isEqualTo(200);
        assertThat(twins.with.ehr.get(type + "/W").toString()).contains("CNRY_W");
        twins.get(target);
        twins.get("/fhir/" + type + "?_id=W");
        // and again, over what is kept now
        assertThat(twins.same("PUT", target, Map.of(), resource(type, "'language':'en'"))
                        .status())
                .isEqualTo(200);
        assertThat(twins.with.ehr.get(type + "/W").toString()).contains("CNRY_W");
        twins.get(target);
        twins.same(
                "PATCH",
                target,
                Map.of("Content-Type", "application/json-patch+json"),
                "[{'op':'add','path':'/implicitRules','value':'http://x'}]");
        assertThat(twins.with.ehr.get(type + "/W").toString()).contains("CNRY_W");
        twins.get(target);
    }

    @Test
    void whoever_else_may_see_what_is_left_is_not_told_by_whom_the_hidden_part_is_about() throws Exception {
        // Given
        String note = "{'resource':{'resourceType':'Observation','id':'in','meta':SECURITY,'status':'final',"
                + "'subject':{'reference':'Patient/P1'},'valueString':'CNRY_W'}}";
        String bundle = "{'resourceType':'Bundle','id':'WB','meta':{'versionId':'1'},'type':'collection','entry':[%s]}";
        String ordinary = "{'resource':{'resourceType':'Observation','id':'o','status':'final','subject':{'reference':"
                + "'Patient/P1'}}}";
        twins.put(bundle.formatted(ordinary + "," + note), bundle.formatted(ordinary));
        twins.get("/fhir/Bundle/WB");

        // When
        Reply emptied = twins.same(
                "PUT",
                "/fhir/Bundle/WB",
                Map.of(),
                bundle.formatted("").replace(",'entry':[]", "").replace("'meta':{'versionId':'1'},", ""));

        // Then
        assertThat(emptied.status()).isEqualTo(200);
        Reply one = twins.with.get("/fhir/Bundle/WB", twins.with.tokens.patient("P2"));
        Reply other = twins.without.get("/fhir/Bundle/WB", twins.without.tokens.patient("P2"));
        assertThat(one.status() + one.text()).isEqualTo(other.status() + other.text());
        twins.get("/fhir/Bundle/WB");
        assertThat(twins.with.ehr.holding("CNRY_W")).isNotEmpty();
    }

    @Test
    void where_the_ehr_takes_nothing_in_addition_it_is_kept_in_a_resource_of_its_own() throws Exception {
        // Given
        twins.put(resource("Procedure", "'outcome':{'extension':[LABEL],'text':'CNRY_W'}"), resource("Procedure", ""));
        twins.with
                .ehr
                .wire()
                .stubFor(put(urlEqualTo("/fhir/Procedure/W"))
                        .withRequestBody(containing("CNRY_W"))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(422)));

        // When
        Reply updated =
                twins.same("PUT", "/fhir/Procedure/W", Map.of(), resource("Procedure", "'outcome':{'text':'mine'}"));

        // Then
        assertThat(updated.status()).isEqualTo(200);
        assertThat(twins.with.ehr.get("Procedure/W").toString()).doesNotContain("CNRY_");
        Reply basics = twins.with.get("/fhir/Basic?patient=P1", twins.with.tokens.clinician());
        World.noCanary(basics.all());
        assertThat(twins.with.ehr.holding("CNRY_W")).singleElement().asString().startsWith("Basic/");
        twins.get("/fhir/Procedure/W");
    }
}
