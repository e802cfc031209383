package org.consentgateway.core.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The one percent-decoding of a request: strict, of visible ASCII, into strict UTF-8 without control characters. */
final class Percent {

    private Percent() {}

    /** The decoded text, empty where it is not strictly encoded; in a query {@code +} is a blank. */
    static Optional<String> decode(String raw, boolean plusIsBlank) {
        byte[] octets = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char next = raw.charAt(i);
            if (next <= ' ' || next > '~') return Optional.empty();
            int octet = next;
            if (next == '+' && plusIsBlank) octet = ' ';
            if (next == '%') {
                if (i + 2 >= raw.length()) return Optional.empty();
                int high = hex(raw.charAt(i + 1));
                int low = hex(raw.charAt(i + 2));
                if (high < 0 || low < 0) return Optional.empty();
                octet = high << 4 | low;
                i += 2;
            }
            octets[length++] = (byte) octet;
        }
        return strictUtf8(ByteBuffer.wrap(octets, 0, length));
    }

    /** The text, empty where the octets are no UTF-8 (overlong forms and surrogates included) or hold a control character. */
    private static Optional<String> strictUtf8(ByteBuffer octets) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(octets)
                    .toString();
            return text.chars().anyMatch(Character::isISOControl) ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static int hex(char digit) {
        // not Character.digit: that one reads digits of every script
        if (digit >= '0' && digit <= '9') return digit - '0';
        if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
        if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
        return -1;
    }
}
