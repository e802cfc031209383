package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.consentgateway.server.port.Witness;

/** The witness in a folder of keys: a small file for each trail, replaced as a whole. */
record Witnesses(Path folder, Disk disk) {

    private static final String PREFIX = "audit-signed-";

    /**
     * A folder of keys may be one that cannot be written: then it knows nothing, but the database knows it too, and the
     * checkpoint stands beside the trail.
     *
     * @return whether it was written
     */
    boolean remember(Witness.Signed signed) {
        try {
            disk.replace(
                    folder.resolve(PREFIX + signed.trail().substring(0, 16)),
                    (signed.trail() + " " + signed.size() + " " + signed.head() + "\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    List<Witness.Signed> known() throws IOException {
        List<Witness.Signed> known = new ArrayList<>();
        if (!Files.isDirectory(folder)) return known;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> Segments.name(path).matches(PREFIX + "[0-9a-f]{16}"))
                    .toList()) {
                String[] words = Files.readString(file, StandardCharsets.US_ASCII)
                        .strip()
                        .split(" ", -1);
                if (words.length != 3 || !words[1].matches("[0-9]{1,18}"))
                    throw new IOException("`" + Segments.name(file) + "` is damaged");
                known.add(new Witness.Signed(words[0], Long.parseLong(words[1]), words[2]));
            }
        }
        return known;
    }
}
