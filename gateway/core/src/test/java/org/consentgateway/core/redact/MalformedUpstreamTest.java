package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.json.Drip;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.VersionWindow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What upstream may send in error or in malice, and what becomes of it. {@code ~} stands for a note with a canary. */
class MalformedUpstreamTest {

    private static final String NOTE = Upstream.note("n1");
    private static final String OK = "{\"resource\":" + Upstream.plain("a") + "}";

    static Stream<Arguments> searches() {
        return Stream.of(
                arguments("", "unusable"),
                arguments("null", "unusable"),
                arguments("[]", "unusable"),
                arguments("\"Bundle\"", "unusable"),
                arguments("{}", "unusable"),
                arguments("{\"resourceType\":\"Bundle\"}", "unusable"),
                arguments("{\"type\":\"searchset\"}", "unusable"),
                arguments("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}", "[]"),
                arguments("{\"resourceType\":\"bundle\",\"type\":\"searchset\"}", "unusable"),
                arguments("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[" + OK + "]}", "unusable"),
                arguments("{\"resourceType\":\"Bundle\",\"type\":\"history\",\"entry\":[" + OK + "]}", "unusable"),
                arguments("{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"diagnostics\":\"CNRY\"}]}", "unusable"),
                arguments(NOTE, "unusable"),
                arguments(
                        "{\"resourceType\":\"Bundle\",\"resourceType\":\"Bundle\",\"type\":\"searchset\"}", "unusable"),
                arguments(
                        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"t\\u0079pe\":\"searchset\"}",
                        "unusable"),
                arguments(set("{}"), "unusable"),
                arguments(set("\"x\""), "unusable"),
                arguments(set("null"), "unusable"),
                arguments(set("[null]"), "unusable"),
                arguments(set("[[" + OK + "]]"), "unusable"),
                arguments(set("[1]"), "unusable"),
                arguments(set("[]"), "[]"),
                arguments(set("[{}]"), "[]"),
                arguments(set("[{\"resource\":null}]"), "[]"),
                arguments(set("[{\"resource\":[]}]"), "[]"),
                arguments(set("[{\"resource\":{}}]"), "[]"),
                arguments(set("[{\"resource\":{\"resourceType\":\"DocumentReference\"}}]"), "[]"),
                arguments(set("[{\"resource\":{\"resourceType\":\"DocumentReference\",\"id\":7}}]"), "[]"),
                arguments(set("[{\"resource\":{\"resourceType\":\"DocumentReference\",\"id\":\"../x\"}}]"), "[]"),
                arguments(set("[{\"resource\":{\"resourceType\":[\"DocumentReference\"],\"id\":\"x\"}}]"), "[]"),
                arguments(set("[{\"resource\":{\"resourceType\":\"documentreference\",\"id\":\"x\"}}]"), "[]"),
                arguments(set("[{\"search\":{\"mode\":\"outcome\"},\"resource\":" + Upstream.plain("a") + "}]"), "[]"),
                arguments(set("[{\"search\":{\"mode\":\"other\"},\"resource\":" + Upstream.plain("a") + "}]"), "[]"),
                arguments(set("[{\"search\":[],\"resource\":" + Upstream.plain("a") + "}]"), "[]"),
                arguments(set("[{\"resource\":~},{\"resource\":~}," + OK + "]"), "[a]"),
                arguments(set("[{\"resource\":~,\"resource\":~}]"), "[]"),
                arguments(set("[" + OK + "],\"entry\":[{\"resource\":~}]"), "unusable"),
                arguments(set("[" + OK + "]} {\"resourceType\":\"Bundle\""), "unusable"),
                arguments(set("[" + OK + "]}}"), "unusable"),
                arguments(set("[" + OK + "],"), "unusable"),
                arguments(set("[" + OK + "],\"link\":{}"), "unusable"),
                arguments(set("[" + OK + "],\"link\":[1]"), "unusable"),
                arguments(set("[" + OK + "],\"link\":[{\"relation\":\"next\"}]"), "unusable"),
                arguments(
                        set(
                                "[" + OK
                                        + "],\"link\":[{\"relation\":\"next\",\"url\":\"a\"},{\"relation\":\"next\",\"url\":\"b\"}]"),
                        "unusable"),
                arguments(set("[" + OK + "],\"link\":[{\"relation\":\"next\",\"url\":\"nowhere\"}]"), "broken"),
                arguments(
                        set("[" + OK + "],\"total\":\"CNRY\",\"meta\":7,\"id\":[\"CNRY\"],\"extra\":{\"a\":1}"), "[a]"),
                arguments("{\"entry\":[" + OK + "],\"type\":\"searchset\",\"resourceType\":\"Bundle\"}", "[a]"),
                arguments("{\"entry\":[" + OK + "],\"type\":\"searchset\",\"resourceType\":\"Patient\"}", "unusable"),
                arguments(
                        set(
                                "[{\"resource\":{\"description\":\"CNRY\",\"id\":\"n\",\"resourceType\":\"DocumentReference\","
                                        + "\"meta\":{\"security\":[" + Upstream.PSY + "]}}}]"),
                        "[]"),
                arguments(set("[{\"resource\":" + "{\"a\":".repeat(130) + "1" + "}".repeat(130) + "}]"), "[]"),
                arguments("<Bundle xmlns=\"http://hl7.org/fhir\"/>", "unusable"),
                arguments("<html>CNRY</html>", "unusable"),
                arguments(OK + "\n" + OK, "unusable"));
    }

    private static String set(String entry) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":" + entry.replace("~", NOTE) + "}";
    }

    @ParameterizedTest
    @MethodSource("searches")
    void a_search_answer_is_used_strictly_or_not_at_all(String answer, String result) throws Exception {
        for (int size : new int[] {1, 7, 8192}) {
            Upstream upstream = new Upstream();
            upstream.readSize = size;

            assertThat(outcome(upstream, answer, upstream.search("DocumentReference")))
                    .isEqualTo(result);
            assertThat(upstream.text()).doesNotContain("CNRY");
            assertThat(upstream.opened).isEqualTo(!result.equals("unusable"));
        }
    }

    static Stream<Arguments> reads() {
        return Stream.of(
                arguments("", "unusable"),
                arguments("[" + NOTE + "]", "unusable"),
                arguments("{}", "unusable"),
                arguments("{\"resourceType\":\"Nonsense\",\"id\":\"a\"}", "unusable"),
                arguments("{\"resourceType\":\"OperationOutcome\",\"id\":\"a\",\"text\":\"CNRY\"}", "unusable"),
                arguments("{\"resourceType\":\"Patient\",\"id\":\"a\",\"x\":\"CNRY\"}", "unusable"),
                arguments("{\"resourceType\":\"DocumentReference\",\"id\":\"b\",\"x\":\"CNRY\"}", "unusable"),
                arguments("{\"resourceType\":\"DocumentReference\",\"x\":\"CNRY\"}", "unusable"),
                arguments("{\"resourceType\":\"DocumentReference\",\"id\":\"a\"}{\"x\":\"CNRY\"}", "unusable"),
                arguments("{\"resourceType\":\"DocumentReference\",\"id\":\"a\",\"x\":\"CNRY", "unusable"),
                arguments(
                        "{\"resourceType\":\"Observation\",\"id\":\"a\",\"resource\\u0054ype\":\"DocumentReference\"}",
                        "nothing"),
                arguments("{\"resourceType\":\"DocumentReference\",\"id\":\"a\",\"x\":\"\\ud800\"}", "whole"),
                arguments("\ufeff{\"resourceType\":\"DocumentReference\",\"id\":\"a\"}", "unusable"),
                arguments(NOTE.replace("n1", "a").replace("CNRY_a", "CNRY"), "nothing"),
                arguments("{\"resourceType\":\"DocumentReference\",\"id\":\"a\"}", "whole"));
    }

    @ParameterizedTest
    @MethodSource("reads")
    void a_read_answer_is_the_resource_that_was_asked_for_or_nothing(String answer, String result) throws Exception {
        Upstream upstream = new Upstream();
        ExpectedAnswer expected =
                new ExpectedAnswer.Single(Optional.of("DocumentReference"), Optional.of("a"), ResponseFormat.WHOLE);

        String outcome;
        try {
            outcome =
                    upstream.redact(answer, expected, Court.guarding()).receipt.written() ? "whole" : "nothing";
        } catch (Unusable e) {
            outcome = "unusable";
        }

        assertThat(outcome).isEqualTo(result);
        assertThat(upstream.text()).isEqualTo(result.equals("whole") ? answer : "");
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void an_answer_in_another_encoding_is_unusable(byte[] answer) throws Exception {
        Upstream upstream = new Upstream();
        String result = "used";
        try {
            new Redactor(Upstream.BASES, Court.releasing())
                    .redact(new Drip(answer, 3), Upstream.single(), version -> upstream.body);
        } catch (Unusable e) {
            result = "unusable";
        }
        assertThat(result).isEqualTo("unusable");
        assertThat(upstream.body.size()).isZero();
    }

    static Stream<byte[]> encodings() {
        String plain = Upstream.plain("a");
        return Stream.of(
                plain.getBytes(StandardCharsets.UTF_16),
                plain.getBytes(StandardCharsets.UTF_16BE),
                plain.getBytes(StandardCharsets.UTF_16LE),
                plain.replace("ordinary", "\u00e9").getBytes(StandardCharsets.ISO_8859_1),
                new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0});
    }

    @ParameterizedTest
    @MethodSource("histories")
    void a_history_shows_versions_of_the_one_resource(String answer, String result) throws Exception {
        Upstream upstream = new Upstream();
        ExpectedAnswer expected = new ExpectedAnswer.History(
                new Reference("DocumentReference", "a"),
                "self",
                Pages.NONE,
                false,
                false,
                Set.of(),
                VersionWindow.ALL,
                ResponseFormat.WHOLE);

        assertThat(outcome(upstream, answer, expected)).isEqualTo(result);
        assertThat(upstream.text()).doesNotContain("CNRY");
    }

    static Stream<Arguments> histories() {
        String start = "{\"resourceType\":\"Bundle\",\"type\":\"history\",\"total\":9,\"entry\":[";
        String tombstone =
                "{\"request\":{\"method\":\"DELETE\",\"url\":\"DocumentReference/a\"},\"response\":{\"status\":\"204\"}}";
        return Stream.of(
                arguments(start + OK + "]}", "[a]"),
                arguments(start + tombstone + "]}", "nothing"),
                arguments(start + "{\"resource\":" + NOTE + "}]}", "nothing"),
                arguments(start + "{\"resource\":" + Upstream.plain("b") + "}," + OK + "]}", "[a]"),
                arguments(start.replace("history", "searchset") + OK + "]}", "unusable"));
    }

    private static String outcome(Upstream upstream, String answer, ExpectedAnswer expected) throws Exception {
        try {
            upstream.redact(answer, expected, Court.guarding());
        } catch (Unusable e) {
            return "unusable";
        } catch (AnswerCut e) {
            return "broken";
        }
        return upstream.receipt.written() ? upstream.ids().toString().replace(" ", "") : "nothing";
    }
}
