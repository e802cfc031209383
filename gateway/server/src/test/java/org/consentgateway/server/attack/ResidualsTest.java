package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What answers still tell, as the handbook says it, and no more than that; what one may take for one and is none. */
class ResidualsTest {

    private static EhrDouble ehr;
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        ehr = new EhrDouble(Habits.of("lenient"));
        Chart.all().forEach(ehr::put);
        put(
                "{'resourceType':'DocumentReference','id':'RN','meta':SECURITY,'identifier':[{'system':'urn:s','value':'note-7'}],"
                        + "'status':'current','subject':{'reference':'Patient/P1'},'description':'CNRY_RN'}");
        world = new World(new FakeEhr(), ehr.url(), Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
        ehr.close();
    }

    private static void put(String resource) {
        ehr.put(Twins.json(resource));
    }

    private static String text(String target) throws Exception {
        Reply reply = world.get("/fhir/" + target, world.tokens.clinician());
        assertThat(reply.status()).as(target).isEqualTo(200);
        World.noCanary(reply.all());
        return reply.text();
    }

    @Test
    void a_chain_through_an_ordinary_type_sees_one_bit_of_an_element_with_a_label_of_its_own() throws Exception {
        put("{'resourceType':'Patient','id':'PX','birthDate':'1980-01-01','_birthDate':{'extension':[LABEL]}}");
        put("{'resourceType':'Observation','id':'OX','status':'final','code':{'text':'c'},'subject':{'reference':"
                + "'Patient/PX'}}");

        assertThat(text("Patient/PX")).doesNotContain("1980");
        assertThat(text("Observation?subject:Patient.birthdate=1980-01-01")).contains("\"OX\"");
        assertThat(text("Observation?subject:Patient.birthdate=1990-01-01")).doesNotContain("\"OX\"");
    }

    @Test
    void an_identifier_that_is_no_reference_stays_and_one_that_is_goes() throws Exception {
        put("{'resourceType':'Observation','id':'OI','status':'final','code':{'text':'c'},'subject':{'reference':"
                + "'Patient/P1'},'extension':[{'url':'urn:e','valueIdentifier':{'system':'urn:s','value':'note-7'}}]}");
        put("{'resourceType':'Observation','id':'OR','status':'final','code':{'text':'c'},'subject':{'reference':"
                + "'Patient/P1'},'derivedFrom':[{'identifier':{'system':'urn:s','value':'note-7'}}]}");

        assertThat(text("Observation/OI")).contains("note-7");
        assertThat(text("Observation/OR")).doesNotContain("note-7");
    }

    @Test
    void what_links_a_binary_that_bears_a_label_itself_stays_and_the_binary_does_not() throws Exception {
        put("{'resourceType':'Binary','id':'BL','meta':SECURITY,'contentType':'text/plain','data':'Q05SWV9CTA=='}");
        put(
                "{'resourceType':'Communication','id':'CL','status':'completed','subject':{'reference':'Patient/P1'},'payload':[{"
                        + "'contentAttachment':{'contentType':'text/plain','url':'Binary/BL'}}]}");

        assertThat(text("Communication/CL")).contains("Binary/BL");
        assertThat(world.get("/fhir/Binary/BL", world.tokens.clinician()).status())
                .isEqualTo(404);
    }

    @Test
    void a_member_whose_place_in_a_group_is_hidden_speaks_for_what_is_about_the_group() throws Exception {
        put("{'resourceType':'Patient','id':'PG'}");
        ehr.put(Chart.denial("C-PG", "PG"));
        put(
                "{'resourceType':'Group','id':'GH','type':'person','actual':true,'member':[{'entity':{'reference':'Patient/P1'}},{"
                        + "'extension':[LABEL],'entity':{'reference':'Patient/PG'}}]}");
        put("{'resourceType':'Observation','id':'OG','status':'final','code':{'text':'c'},'subject':{'reference':"
                + "'Group/GH'}}");

        assertThat(world.get("/fhir/Observation/OG", world.tokens.clinician()).status())
                .isEqualTo(404);
    }

    @Test
    void a_link_that_is_no_fhir_url_stays_and_one_that_is_goes() throws Exception {
        String observation = "{'resourceType':'Observation','id':'%s','status':'final','code':{'text':'c'},'subject':{"
                + "'reference':'Patient/P1'},'extension':[{'url':'urn:e','valueUrl':'%s'}]}";
        put(observation.formatted("OP", "http://portal.example/view?id=RN"));
        put(observation.formatted("OF", "http://portal.example/DocumentReference/RN"));

        assertThat(text("Observation/OP")).contains("view?id=RN");
        assertThat(text("Observation/OF")).doesNotContain("RN");
    }

    @Test
    void prose_that_names_no_note_is_as_its_writer_wrote_it() throws Exception {
        put("{'resourceType':'Observation','id':'OT','status':'final','code':{'text':'c'},'subject':{'reference':"
                + "'Patient/P1'},'note':[{'text':'see the session of Tuesday'}]}");

        assertThat(text("Observation/OT")).contains("see the session of Tuesday");
    }

    @Test
    void everything_of_types_that_belong_to_no_patient_is_empty() throws Exception {
        assertThat(Chart.parse(text("Patient/P1/$everything?_type=Practitioner"))
                        .path("entry"))
                .isEmpty();
    }

    @Test
    void a_narrative_of_who_does_not_see_all_is_shown_as_written_and_the_hidden_part_stays() throws Exception {
        // Given
        String shown = "{'resourceType':'ServiceRequest','id':'SN','status':'active','intent':'order','subject':{"
                + "'reference':'Patient/P1'},'note':[{'text':'seen'}";
        put(shown + ",{'extension':[LABEL],'text':'CNRY_SN'}]}");
        text("ServiceRequest/SN");

        // When
        Reply echo = world.ask(
                "PUT",
                "/fhir/ServiceRequest/SN",
                world.tokens.clinician(),
                Map.of("Content-Type", "application/fhir+json"),
                (shown + "],'text':{'status':'additional','div':'<div>mine</div>'}}").replace('\'', '"'));

        // Then
        assertThat(echo.status()).isEqualTo(200);
        World.noCanary(echo.all());
        assertThat(echo.text()).contains("mine");
        assertThat(ehr.all().toString()).contains("CNRY_SN");
        assertThat(text("ServiceRequest/SN")).contains("mine");
    }
}
