package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody finds a resource by a value in it that is hidden from them, nor by when that was changed. */
class HiddenValueSearchTest {

    private static EhrDouble ehr;
    private static EhrDouble ehrWithout;
    private static World with;
    private static World without;

    @BeforeAll
    static void start() throws Exception {
        ehr = new EhrDouble(Habits.of("lenient"));
        ehrWithout = new EhrDouble(Habits.of("lenient"));
        with = new World(new FakeEhr(), ehr.url(), Map.of());
        without = new World(new FakeEhr(), ehrWithout.url(), Map.of());
        for (EhrDouble one : new EhrDouble[] {ehr, ehrWithout}) {
            one.step("first", "2026-03-10T10:00:00.000Z");
            Chart.all().forEach(one::put);
        }
    }

    @BeforeEach
    void early() {
        ehr.step("first", "2026-03-10T10:00:00.000Z");
        ehrWithout.step("first", "2026-03-10T10:00:00.000Z");
    }

    @AfterAll
    static void stop() throws Exception {
        with.close();
        without.close();
        ehr.close();
        ehrWithout.close();
    }

    /** The one holds two items of which the first is hidden, the other the second alone. */
    private static void put(String id, String type, String array, String hidden, String shown) {
        String holder =
                "{'resourceType':'" + type + "','id':'" + id + "','status':'finished','code':{'text':'c'},'class':"
                        + "{'code':'AMB'},'subject':{'reference':'Patient/P1'},'" + array + "':[%s]}";
        String labelled = "{'extension':[" + Twins.LABEL.replace('"', '\'') + "]," + hidden.substring(1);
        ehr.put(Twins.json(holder.formatted(labelled + "," + shown)));
        ehrWithout.put(Twins.json(holder.formatted(shown)));
    }

    private static Reply same(String target) throws Exception {
        Reply reply = with.get("/fhir/" + target, with.tokens.clinician());
        assertThat(reply.text())
                .isEqualTo(without.get("/fhir/" + target, without.tokens.clinician())
                        .text());
        return reply;
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '!',
            value = {
                "Observation ! component ! {'code':{'coding':[{'code':'h'}]}} ! {'code':{'coding':[{'code':'s'}]}} ! component-code=h ! component-code=s",
                "Observation ! component ! {'code':{'text':'a'},'valueQuantity':{'value':9}} ! {'code':{'text':'a'},'valueQuantity':{'value':3}} ! component-value-quantity=9 ! component-value-quantity=3",
                "Observation ! identifier ! {'system':'u','value':'h'} ! {'system':'u','value':'s'} ! identifier=u%7Ch ! identifier=u%7Cs",
                "Observation ! category ! {'coding':[{'code':'h'}]} ! {'coding':[{'code':'s'}]} ! category=h ! category=s",
                "Encounter ! participant ! {'individual':{'reference':'Practitioner/h'}} ! {'individual':{'reference':'Practitioner/s'}} ! participant=Practitioner/h ! participant=Practitioner/s",
                "Encounter ! type ! {'coding':[{'code':'h'}]} ! {'coding':[{'code':'s'}]} ! type=h ! type=s",
                "Encounter ! location ! {'location':{'reference':'Location/a'},'period':{'start':'2026-01-01'}} ! {'location':{'reference':'Location/b'},'period':{'start':'2026-02-02'}} ! location=Location/a ! location=b",
            })
    void of_several_values_the_hidden_one_finds_nothing(
            String type, String array, String hidden, String shown, String byHidden, String byShown) throws Exception {
        // Given
        put("two", type, array, hidden, shown);

        // Then
        for (String more : new String[] {"", "&_summary=count", "&_count=1"}) {
            assertThat(same(type + "?patient=P1&" + byHidden + more).text()).doesNotContain("/two\"");
            same(type + "?patient=P1&" + byShown + more);
        }
        assertThat(same(type + "?patient=P1&" + byShown).text()).contains("/two\"");
    }

    @Test
    void nothing_is_in_a_chart_by_what_is_hidden_in_it() throws Exception {
        // Given
        String bundle = "{'resourceType':'Bundle','id':'mixed','type':'collection','entry':[%s]}";
        ehr.put(Twins.json(bundle.formatted("{'resource':{'resourceType':'Observation','id':'inner','meta':"
                + Twins.SECURITY.replace('"', '\'')
                + ",'status':'final','code':{'text':'CNRY_INNER'},'subject':{'reference':'Patient/P1'}}}")));
        ehrWithout.put(Twins.json(bundle.replace(",'entry':[%s]", "")));

        // Then
        assertThat(same("Patient/P1/$everything").text()).doesNotContain("mixed");
        same("Bundle/mixed");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '!',
            value = {
                "Appointment ! participant ! {'actor':{'reference':'Patient/P2'},'status':'accepted'} ! {'actor':{'reference':'Patient/P1'},'status':'accepted'}",
                "Observation ! performer ! {'reference':'Patient/P2'} ! {'reference':'Practitioner/s'}",
            })
    void nothing_is_in_a_compartment_by_what_is_hidden_in_it(String type, String array, String hidden, String shown)
            throws Exception {
        // Given
        put("within", type, array, hidden, shown);

        // Then
        for (String more : new String[] {"", "?_summary=count", "?_count=1"})
            assertThat(same("Patient/P2/" + type + more).text()).doesNotContain("/within\"");
        assertThat(same("Patient/P1/" + type).text()).contains("/within\"");
    }

    @Test
    void a_hidden_change_is_found_by_no_time_of_it() throws Exception {
        // Given
        put("timed", "Observation", "note", "{'text':'CNRY_1'}", "{'text':'seen'}");
        same("Observation/timed");
        ehr.step("later", "2026-03-10T11:00:00.000Z");
        put("timed", "Observation", "note", "{'text':'CNRY_2'}", "{'text':'seen'}");

        // Then
        for (String later : new String[] {
            "Observation?patient=P1&_lastUpdated=ge2026-03-10T10:30:00Z",
            "Observation?patient=P1&_lastUpdated=gt2026-03-10T10:00:00Z",
            "Observation?patient=P1&_lastUpdated=2026-03-10T11:00:00Z",
            "Observation/timed/_history?_since=2026-03-10T10:30:00Z",
            "Patient/P1/$everything?_since=2026-03-10T10:30:00Z"
        }) assertThat(same(later).text()).doesNotContain("/timed\"");
        for (String before : new String[] {
            "Observation?patient=P1&_lastUpdated=lt2026-03-10T10:30:00Z",
            "Observation?patient=P1&_lastUpdated=le2026-03-10T10:00:00Z",
            "Observation?_id=timed&_lastUpdated=2026-03-10T10:00:00Z",
            "Observation/timed/_history?_since=2026-03-10T09:30:00Z",
            "Observation/timed/_history?_at=2026-03-10T11:30:00Z",
            "Observation/timed/_history?_at=2026",
            "Patient/P1/$everything?_since=2026-03-10T09:30:00Z"
        }) assertThat(same(before).text()).contains("/timed\"");
        assertThat(same("Observation/timed/_history?_at=2026-03-10T09:30:00Z").text())
                .doesNotContain("seen");
    }
}
