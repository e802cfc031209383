package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By what a copy of an attachment is known. */
class AttachmentDigestsTest {

    private static final String LONG = encoded("twenty-four octets long.");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'resourceType':'Binary','data':'%s'}",
                "{'resourceType':'DocumentReference','content':[{'attachment':{'data':'%s'}}]}",
                "{'resourceType':'DiagnosticReport','presentedForm':[{'title':'x','data':'%s'}]}",
                "{'resourceType':'Bundle','entry':[{'resource':{'resourceType':'Binary','data':'%s'}}]}"
            })
    void the_same_content_has_the_same_digest_wherever_it_stands(String resource) {
        assertThat(AttachmentDigests.of(json(resource.formatted(LONG))))
                .isEqualTo(AttachmentDigests.of(json("{'data':'" + LONG + "'}")))
                .singleElement()
                .asString()
                .matches("[0-9a-f]{64}");
    }

    @Test
    void white_space_in_base64_makes_no_other_content() {
        assertThat(AttachmentDigests.of(json("{'data':'" + LONG.substring(0, 8) + "\\n " + LONG.substring(8) + "'}")))
                .isEqualTo(AttachmentDigests.of(json("{'data':'" + LONG + "'}")));
    }

    @Test
    void another_content_has_another_digest() {
        assertThat(AttachmentDigests.of(json("{'data':'" + encoded("twenty-four octets more.") + "'}")))
                .isNotEqualTo(AttachmentDigests.of(json("{'data':'" + LONG + "'}")));
    }

    @Test
    void what_is_short_or_no_base64_has_none() {
        assertThat(AttachmentDigests.of(json("{'data':'" + encoded("twenty-three octets in.") + "'}")))
                .isEmpty();
        assertThat(AttachmentDigests.of(json("{'data':'A'}"))).isEmpty();
        assertThat(AttachmentDigests.of(json("{'text':'" + LONG + "'}"))).isEmpty();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
