package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.Spool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A resource that cannot be read is withheld; its neighbours stand. */
class UnreadableTest {

    private static final String HIDDEN = "{\"resourceType\":\"DocumentReference\",\"id\":\"n1\"";

    static List<String> broken() {
        return List.of(
                HIDDEN + ",\"a\":" + "[".repeat(600) + "]".repeat(600) + "}",
                HIDDEN + ",\"a\":" + "{\"x\":".repeat(600) + "1" + "}".repeat(600) + "}",
                HIDDEN + ",\"id\":\"n2\"}",
                HIDDEN + ",\"v\":1e9999}",
                HIDDEN + ",\"v\":" + "1".repeat(300) + "}",
                HIDDEN + ",\"" + "n".repeat(300) + "\":\"CNRY\"}",
                HIDDEN + ",\"contained\":[{\"resourceType\":\"Basic\",\"id\":\"c\",\"id\":\"c\"}]}");
    }

    @Test
    void an_entry_that_cannot_be_read_is_told_and_its_neighbours_stand() throws Exception {
        for (String broken : broken()) {
            // Given
            List<String> told = new ArrayList<>();
            String bundle =
                    "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":{\"resourceType\":"
                            + "\"Basic\",\"id\":\"b1\"}},{\"fullUrl\":\"x\",\"resource\":" + broken
                            + ",\"search\":{\"mode\":\"match\"}},{\"resource\":{\"resourceType\":\"Basic\",\"id\":\"b2\"}}]}";
            // When
            Json.Obj read = Unreadable.bundle(
                            stream(bundle), 1 << 20, (type, id) -> told.add(type + " " + id), entry -> true, Spool.NONE)
                    .orElseThrow();
            // Then
            assertThat(told).as(broken).containsExactly("Optional[DocumentReference] Optional[n1]");
            assertThat(read.objects("entry")).hasSize(3);
            assertThat(JsonWriter.text(read)).contains("b1", "b2", "PSYTHPN").doesNotContain("CNRY", "contained");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"a\":1,\"a\":",
                "{\"resourceType\":\"Bundle\",\"entry\":[{\"a\":1,}]}",
                "{\"resourceType\":\"Bundle\",\"entry\":[],\"entry\":[]}",
                "[]",
                "{\"resourceType\":\"Bundle\"}x"
            })
    void what_is_no_document_is_not_read(String source) {
        assertThatThrownBy(
                        () -> Unreadable.bundle(stream(source), 1 << 20, (type, id) -> {}, entry -> true, Spool.NONE))
                .isInstanceOf(MalformedJson.class);
    }

    @Test
    void an_endless_answer_to_another_question_ends_at_its_first_entry() throws Exception {
        byte[] entry = "{\"resource\":{\"resourceType\":\"Basic\",\"id\":\"b1\"}},".getBytes(StandardCharsets.UTF_8);
        try (InputStream endless =
                new SequenceInputStream(stream("{\"resourceType\":\"Bundle\",\"entry\":["), new Repeated(entry))) {
            assertThat(Unreadable.bundle(endless, 64 << 20, (type, id) -> {}, one -> false, Spool.NONE))
                    .isEmpty();
        }
    }

    /** The same bytes again and again; fails once a megabyte of them was read. */
    private static final class Repeated extends InputStream {
        private final byte[] bytes;
        private int at;

        Repeated(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            assertThat(at).isLessThan(1 << 20);
            return bytes[at++ % bytes.length];
        }

        @Override
        public int read(byte[] into, int from, int most) {
            int next = Math.min(most, bytes.length - at % bytes.length);
            System.arraycopy(bytes, at % bytes.length, into, from, next);
            at += next;
            assertThat(at).isLessThan(1 << 20);
            return next;
        }
    }

    private static ByteArrayInputStream stream(String source) {
        return new ByteArrayInputStream(source.getBytes(StandardCharsets.UTF_8));
    }
}
