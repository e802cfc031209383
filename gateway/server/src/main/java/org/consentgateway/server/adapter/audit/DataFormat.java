package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The form of what stands in a data folder, as a number in its file {@code format}. A version that writes what those before it
 * cannot read counts one up; a folder without the file is of the first form.
 */
public final class DataFormat {

    private static final int OURS = 1;

    private DataFormat() {}

    /**
     * Refuses a folder that a newer version wrote; nothing is written.
     *
     * @throws IOException where it is newer, or the number cannot be read
     */
    public static void refuseNewer(Path dataFolder) throws IOException {
        Path file = file(dataFolder);
        if (!Files.exists(file)) return;
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!text.matches("[0-9]{1,6}")) throw new IOException("`format` in `data.dir` is damaged");
        if (Integer.parseInt(text) > OURS)
            throw new IOException("`data.dir` was written by a newer version of the gateway (form " + text
                    + ", this one knows " + OURS
                    + "): start that version, or put the backup back that was taken before the"
                    + " upgrade (OPERATIONS.md, going back)");
    }

    /** Says that the folder is of this version's form; on the disk when this returns. */
    public static void mark(Path dataFolder) throws IOException {
        if (!Files.exists(file(dataFolder)))
            Disk.real().replace(file(dataFolder), (OURS + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static Path file(Path dataFolder) {
        return dataFolder.resolve("format");
    }
}
