package org.consentgateway.server.authorize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Base64;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.junit.jupiter.api.Test;

/** What somebody was given of a note is known when they write it elsewhere. */
class AttachmentCopiesTest {

    private static final Json.Obj NOTE = document("psychotherapy ".repeat(20));
    private static final Json.Obj OTHER = document("ordinary ".repeat(20));

    private final MemoryHospital hospital = new MemoryHospital();
    private final AttachmentCopies reader = copies("Practitioner/dr-o");

    @Test
    void what_the_writer_was_given_of_a_note_is_a_copy_in_another_resource() {
        // Given
        reader.given(NOTE);

        // When
        AttachmentCopies later = copies("Practitioner/dr-o");

        // Then
        assertThat(later.isCopy(Optional.empty(), NOTE)).isTrue();
        assertThat(later.found()).isTrue();
    }

    @Test
    void what_they_were_not_given_is_none() {
        // Given
        reader.given(NOTE);

        // Then
        assertThat(reader.isCopy(Optional.empty(), OTHER)).isFalse();
        assertThat(reader.found()).isFalse();
    }

    @Test
    void what_others_were_given_tells_a_writer_nothing() {
        // Given
        reader.given(NOTE);

        // Then
        assertThat(copies("Practitioner/dr-c").isCopy(Optional.empty(), NOTE)).isFalse();
    }

    @Test
    void what_stood_there_before_is_no_copy() {
        // Given
        reader.given(NOTE);

        // Then
        assertThat(reader.isCopy(Optional.of(NOTE), NOTE)).isFalse();
    }

    private AttachmentCopies copies(String who) {
        return new AttachmentCopies(hospital.site, caller(who));
    }

    private static Json.Obj document(String text) {
        String data = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
        return json("{'resourceType':'DocumentReference','content':[{'attachment':{'contentType':'text/plain','data':'"
                + data + "'}}]}");
    }
}
