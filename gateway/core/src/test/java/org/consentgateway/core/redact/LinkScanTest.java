package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkScanTest {

    private static final Reference REPORT = new Reference("DiagnosticReport", "d1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'presentedForm':[{'url':'Binary/b1'}]",
                "'presentedForm':[{'url':'/fhir/Binary/b1'}]",
                "'presentedForm':[{'url':'https://other-node.example/r4/Binary/b1/_history/2#x'}]",
                "'presentedForm':[{'url':'Binary%2Fb1'}]",
                "'contained':[{'resourceType':'Media','id':'m','content':{'url':'Binary/b1'}}]",
                "'entry':[{'resource':{'resourceType':'Media','content':{'url':'Binary/b1'}}}]",
                "'extension':[{'url':'http://x','valueUrl':'Binary/b1'}]",
                "'item':[{'answer':[{'valueAttachment':{'url':'Binary/b1'}}]}]",
                "'section':[{'entry':[{'reference':'Binary/b1'}]}]",
            })
    void whoever_holds_a_link_in_any_place_and_spelling_is_found(String members) throws Exception {
        // When
        LinkScan scan = scan("{'resourceType':'DiagnosticReport','id':'d1'," + members + "}");

        // Then
        assertThat(scan).isEqualTo(new LinkScan(Map.of(REPORT, Set.of("b1")), true, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'presentedForm':[{'url':'https://Store.example/f/1?sig=a'}]",
                "'item':[{'answer':[{'valueAttachment':{'url':'http://store.example//f/1'}}]}]",
                "'extension':[{'url':'http://x.example/definition','valueUrl':'https://store.example/f/1?X-Amz-Date=2'}]",
            })
    void whoever_links_a_file_of_another_server_is_found_whatever_it_is_signed_with(String members) throws Exception {
        assertThat(scan("{'resourceType':'DiagnosticReport','id':'d1'," + members + "}")
                        .holders())
                .isEqualTo(Map.of(REPORT, Set.of("store.example/f/1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'text':{'div':'Binary/b1'}",
                "'presentedForm':[{'url':'NotBinary/b1'}]",
                "'presentedForm':[{'data':'Binary/b1'}]",
            })
    void what_is_no_link_is_none(String members) throws Exception {
        assertThat(scan("{'resourceType':'DiagnosticReport','id':'d1'," + members + "}")
                        .holders())
                .isEmpty();
    }

    @Test
    void a_holder_without_an_id_is_told_as_one_that_cannot_be() throws Exception {
        assertThat(scan("{'resourceType':'Media','content':{'url':'Binary/b1'}}")
                        .whole())
                .isFalse();
    }

    @Test
    void the_next_page_is_told_and_what_is_no_searchset_is_none() throws Exception {
        assertThat(LinkScan.of(stream("{'resourceType':'Bundle','link':[{'relation':'self','url':'s'},"
                        + "{'url':'n','relation':'next'}]}")))
                .contains(new LinkScan(Map.of(), true, Optional.of("n")));
        assertThat(LinkScan.of(stream("{'resourceType':'OperationOutcome','id':'x'}")))
                .isEmpty();
        assertThat(LinkScan.of(stream("[]"))).isEmpty();
    }

    @Test
    void a_note_with_a_content_of_any_size_is_passed_over() throws Exception {
        // Given an attachment of 64 MB, which no text of ours may hold
        String before = "{'resourceType':'Bundle','entry':[{'resource':{'resourceType':'DiagnosticReport','id':'d1',"
                + "'presentedForm':[{'url':'Binary/b1','data':'";
        InputStream page = new SequenceInputStream(
                new SequenceInputStream(stream(before), new Endless(64L << 20)), stream("'}]}}]}"));

        // Then
        assertThat(LinkScan.of(page).orElseThrow().holders()).containsOnlyKeys(REPORT);
    }

    private static LinkScan scan(String resource) throws IOException {
        return LinkScan.of(stream("{'resourceType':'Bundle','entry':[{'resource':" + resource + "}]}"))
                .orElseThrow();
    }

    private static InputStream stream(String json) {
        return new ByteArrayInputStream(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** So many times the letter A. */
    private static final class Endless extends InputStream {
        private long left;

        Endless(long bytes) {
            left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'A' : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) return -1;
            int some = (int) Math.min(left, length);
            Arrays.fill(into, offset, offset + some, (byte) 'A');
            left -= some;
            return some;
        }
    }
}
