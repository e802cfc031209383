package org.consentgateway.server.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notes, keys and cosignatures are read and written as C2SP says. */
class SignedNoteTest {

    /** The example of the Go library that the form comes from. */
    private static final String NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String NOTE = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;

    @Test
    void a_note_that_another_implementation_signed_is_verified() throws MalformedNote {
        VerifierKey key = VerifierKey.of(NEUMANN);

        assertThat(key.signed(SignedNote.of(NOTE))).isTrue();
        assertThat(key.signed(SignedNote.of(NOTE.replace("cryptography", "astrology"))))
                .isFalse();
        assertThat(key.text()).isEqualTo(NEUMANN);
        assertThat(SignedNote.of(NOTE).text()).isEqualTo(NOTE);
    }

    @Test
    void a_cosignature_is_over_the_text_and_its_time() throws Exception {
        // Given
        NoteSigner witness = signer("witness.example/w", VerifierKey.Use.COSIGNATURE);
        Instant at = Instant.parse("2026-11-30T12:00:00Z");
        String body = new TreeHead("log.example/1", 3, new byte[32]).body();
        // When
        SignedNote note = new SignedNote(body, java.util.List.of(witness.cosignature(body, at)));
        // Then
        VerifierKey key = VerifierKey.of(witness.verifier().text());
        assertThat(key.cosigned(note)).contains(at);
        assertThat(key.cosigned(new SignedNote(body.replace("\n3\n", "\n4\n"), note.lines())))
                .isEmpty();
        assertThat(new VerifierKey("other.example/w", key.use(), key.key()).cosigned(note))
                .isEmpty();
        assertThat(new VerifierKey(key.name(), VerifierKey.Use.NOTE, key.key()).signed(note))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PeterNeumann",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
                "PeterNeumann+c74f20a3+!!!",
                "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
            })
    void what_is_no_verifier_key_is_not_read_as_one(String text) {
        assertThatThrownBy(() -> VerifierKey.of(text)).isInstanceOf(MalformedNote.class);
    }

    private static NoteSigner signer(String name, VerifierKey.Use use) throws GeneralSecurityException {
        return new NoteSigner(name, use, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    }
}
