package org.consentgateway.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that tests write in, gone with all that is in it when it is closed. */
public record ScratchFolder(Path path) implements AutoCloseable {

    private static final int ATTEMPTS = 10;

    /** A new one in the machine's folder for such. */
    public static ScratchFolder named(String name) throws IOException {
        return new ScratchFolder(Files.createTempDirectory(name));
    }

    @Override
    public void close() {
        try {
            for (int left = ATTEMPTS; Files.exists(path); left--) emptied(left == 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is just being written may come in between: the next attempt meets it. */
    private void emptied(boolean last) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> innermostFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path one : innermostFirst) Files.deleteIfExists(one);
        } catch (IOException | UncheckedIOException e) {
            if (last) throw e;
        }
    }
}
