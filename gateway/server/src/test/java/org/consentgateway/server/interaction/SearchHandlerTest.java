package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import javax.crypto.spec.SecretKeySpec;
import org.consentgateway.server.authorize.MemoryEhr;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A search is answered entry by entry, by what may be seen. */
class SearchHandlerTest {

    private static final String SEARCH = "GET DocumentReference?status=current";

    private static final String ORDINARY = "{'resourceType':'DocumentReference','id':'D1','status':'current',"
            + "'subject':{'reference':'Patient/P1'},'content':[{'attachment':{'url':'https://x.example/1.pdf'}}]}";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));

    @Test
    void a_hidden_note_is_neither_an_entry_nor_counted() {
        // When
        Stage stage = answer(SEARCH, 200, bundle("'total':2,", ORDINARY, NOTE));

        // Then
        assertThat(stage).isInstanceOf(Released.class);
        assertThat(client.reply.text())
                .contains("\"id\":\"D1\"")
                .doesNotContain("N1", "\"total\":2", "REDACTED", "suppressed");
    }

    @Test
    void where_it_is_marked_the_answer_says_that_something_was_withheld() {
        // When
        answer(hospital.marking(), SEARCH, 200, bundle("", ORDINARY, NOTE));

        // Then
        assertThat(client.reply.text()).contains("suppressed").doesNotContain("N1");
    }

    @Test
    void a_count_is_of_what_the_caller_may_see() {
        // When
        answer(SEARCH + "&_summary=count", 200, bundle("'total':2,", ORDINARY, NOTE));

        // Then
        assertThat(client.reply.text()).contains("\"total\":1").doesNotContain("\"entry\"");
    }

    @Test
    void a_match_of_a_type_that_nobody_asked_for_is_no_match() {
        // When
        answer(SEARCH, 200, bundle("", ORDINARY, PLAIN));

        // Then
        assertThat(client.reply.text()).contains("\"id\":\"D1\"").doesNotContain("\"id\":\"o2\"");
    }

    @Test
    void no_link_of_the_ehrs_leaves() {
        // When
        answer(
                SEARCH,
                200,
                bundle(
                        "'link':[{'relation':'self','url':'" + MemoryEhr.BASE + "/DocumentReference?secret=1'}],",
                        ORDINARY));

        // Then
        assertThat(client.reply.text())
                .contains("https://gateway.example/fhir/DocumentReference?status=current")
                .doesNotContain("ehr.invalid", "secret");
    }

    @ParameterizedTest
    @CsvSource({"403, 403", "404, 404", "400, 400", "500, 502", "503, 503"})
    void a_search_that_the_ehr_does_not_answer_is_told_by_a_status(int status, int told) {
        assertThat(((Refused) answer(SEARCH, status, "{}")).status()).isEqualTo(told);
        assertThat(client.reply.started()).isFalse();
    }

    private Stage answer(String line, int status, String body) {
        return answer(hospital.site, line, status, body);
    }

    private Stage answer(Site site, String line, int status, String body) {
        Answered answered = client.answered(line, status, "application/fhir+json", body);
        PageLinks links = new PageLinks(
                new SealedTokens(new SecretKeySpec(new byte[32], "AES")),
                site.bases().publicBase(),
                new RememberedPageLinks());
        return new SearchHandler(site, links, new PageSizes()).answer(answered, (Plan.Search) answered.plan());
    }

    private static String bundle(String members, String... resources) {
        StringBuilder entries = new StringBuilder();
        for (String one : resources)
            entries.append(entries.isEmpty() ? "" : ",")
                    .append("{'resource':")
                    .append(one)
                    .append(",'search':{'mode':'match'}}");
        return "{'resourceType':'Bundle','type':'searchset'," + members + "'entry':[" + entries + "]}";
    }
}
