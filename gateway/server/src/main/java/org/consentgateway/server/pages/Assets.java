package org.consentgateway.server.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.port.PageAnswer;

/** What pages load: the one stylesheet. */
final class Assets {

    static final PageAnswer STYLE =
            new PageAnswer(200, "text/css;charset=utf-8", read("/pages/style.css"), Map.of(), List.of());

    private Assets() {}

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("`" + name + "` is not on the class path");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
