package org.consentgateway.core.redact;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Small damage to a document, of the kinds that parsers disagree about. */
final class Mutation {

    private Mutation() {}

    private static final String[] SPLICES = {
        "\"resourceType\":\"Patient\",",
        "\"id\":\"d0\",",
        ",",
        "}",
        "{",
        "]",
        "[",
        "\"",
        "\\",
        "null",
        "0",
        "\\u0000",
        "\\ud800",
        "\u00ef\u00bb\u00bf",
        "/**/",
        "NaN",
        "\"meta\":{},",
        "\"security\":[],",
        " ",
        "\n",
        "e5",
        "-"
    };

    static byte[] of(byte[] source, Random random) {
        byte[] result = source;
        int times = 1 + random.nextInt(2);
        for (int i = 0; i < times; i++) result = once(result, random);
        return result;
    }

    private static byte[] once(byte[] source, Random random) {
        int at = random.nextInt(source.length);
        int length = Math.min(1 + random.nextInt(8), source.length - at);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(source, 0, at);
        switch (random.nextInt(5)) {
            case 0 -> out.write(source, at + length, source.length - at - length); // taken out
            case 1 -> { // doubled
                out.write(source, at, length);
                out.write(source, at, source.length - at);
            }
            case 2 -> { // spliced in
                byte[] splice = Upstream.utf8(SPLICES[random.nextInt(SPLICES.length)]);
                out.write(splice, 0, splice.length);
                out.write(source, at, source.length - at);
            }
            case 3 -> { // one letter changed
                out.write('a' + random.nextInt(26));
                out.write(source, at + 1, source.length - at - 1);
            }
            default -> { // one byte changed
                out.write(random.nextInt(256));
                out.write(source, at + 1, source.length - at - 1);
            }
        }
        return out.toByteArray();
    }
}
