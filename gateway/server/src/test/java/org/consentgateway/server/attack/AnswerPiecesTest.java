package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How an answer is cut into pieces on its way (RFC 9112 7.1) tells no more than the answer. */
class AnswerPiecesTest {

    /** More than are judged at once, so that an answer leaves while the rest of it is still judged. */
    private static final int HIDDEN = 70;

    private static final int SHOWN = 190;

    @RegisterExtension
    static final Twins TWINS = Twins.opened();

    @Test
    void a_search_comes_in_the_same_pieces_whatever_was_hidden_between() throws Exception {
        chart();

        Reply reply = TWINS.get("/fhir/Observation?patient=P1&_count=1000");

        assertThat(reply.text().split("pieces-shown-", -1)).hasSizeGreaterThan(SHOWN);
        assertThat(reply.chunks()).as("it leaves as it comes").hasSizeGreaterThan(2);
    }

    @Test
    void a_whole_chart_comes_in_the_same_pieces_whatever_was_hidden_between() throws Exception {
        chart();

        assertThat(TWINS.get("/fhir/Patient/P1/$everything").status()).isEqualTo(200);
    }

    private static void chart() {
        for (int i = 0; i < SHOWN; i++) {
            if (i % 20 < HIDDEN * 20 / SHOWN) TWINS.put(observation("pieces-hidden-" + i, "SECURITY"), "");
            TWINS.both(observation("pieces-shown-" + i, "{}"));
        }
    }

    private static String observation(String id, String meta) {
        return "{'resourceType':'Observation','id':'" + id + "','meta':" + meta + ",'status':'final','code':{'text':'"
                + "pulse".repeat(30) + "'},'subject':{'reference':'Patient/P1'}}";
    }
}
