package org.consentgateway.server.management;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.port.WorklistItems;

/** The operator's worklist as a file in the data folder, for {@code gateway.jar worklist}: one line an item. */
public final class WorklistPage {

    private static final String NAME = "worklist.txt";
    private static final int AT_MOST = 1_000;

    private final WorklistItems worklist;
    private final Path file;
    private String written = "";

    public WorklistPage(WorklistItems worklist, Path dataFolder) {
        this.worklist = worklist;
        this.file = dataFolder.resolve(NAME);
    }

    /** Writes the file anew where something has changed; blocks. */
    public void write() throws IOException {
        List<WorklistItems.Item> items = worklist.items(Set.of(Worklist.Addressee.OPERATOR), AT_MOST);
        String page = items.stream().map(WorklistPage::line).collect(Collectors.joining());
        if (page.equals(written) && Files.exists(file)) return;
        Path draft = file.resolveSibling(NAME + ".new");
        Files.writeString(draft, page, StandardCharsets.UTF_8);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        written = page;
    }

    private static String line(WorklistItems.Item item) {
        Worklist.Finding finding = item.finding();
        return finding.kind().code() + "  " + finding.about() + "  " + finding.reason() + "  " + item.count()
                + " times, " + item.firstSeen() + " to " + item.lastSeen() + "\n";
    }

    /** {@code gateway.jar worklist}. @return 0, or 1 when there is no list */
    public static int print(Path dataFolder, PrintStream out) {
        Path file = dataFolder.resolve(NAME);
        try {
            String page = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
            out.print(page.isEmpty() ? "nothing is on the operator's worklist\n" : page);
            out.flush();
            return 0;
        } catch (IOException | UncheckedIOException e) {
            out.println("the worklist cannot be read: " + e.getClass().getSimpleName());
            return 1;
        }
    }
}
