package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.server.tlog.MalformedNote;
import org.consentgateway.server.tlog.NoteSigner;
import org.consentgateway.server.tlog.TreeHead;
import org.consentgateway.server.tlog.VerifierKey;
import org.consentgateway.server.tlog.WitnessLedger;

/**
 * The folder of a witness: its key, the logs that it knows ({@code logs}, a verifier key a line), and of each log what it
 * cosigned last, a file each that is replaced as a whole. One process at a time has it.
 */
public final class WitnessFolder implements WitnessLedger, AutoCloseable {

    private static final String KEY = "witness.key";
    private static final String VERIFIER = "witness.vkey";
    private static final String LOGS = "logs";
    private static final String LAST = "last-";

    private final Path folder;
    private final Disk disk;
    private final FileChannel lock;
    private final NoteSigner signer;

    private WitnessFolder(Path folder, Disk disk, FileChannel lock, NoteSigner signer) {
        this.folder = folder;
        this.disk = disk;
        this.lock = lock;
        this.signer = signer;
    }

    /**
     * Opens the folder, or makes it with a new key.
     *
     * @param name under which it cosigns, such as {@code witness.example.org/audit}; always the same
     * @throws IOException when the folder is in use, its key is missing or was made for another name
     */
    public static WitnessFolder open(Path folder, String name) throws IOException {
        return open(folder, name, Disk.real());
    }

    static WitnessFolder open(Path folder, String name, Disk disk) throws IOException {
        Files.createDirectories(folder);
        FileChannel lock = locked(folder);
        try {
            if (!Files.exists(folder.resolve(KEY)) && (Files.exists(folder.resolve(VERIFIER)) || cosigned(folder)))
                throw new IOException("the witness has cosigned before but `" + KEY + "` is not in its folder");
            NoteSigner signer = new NoteSigner(name, VerifierKey.Use.COSIGNATURE, Keys.pairIn(folder.resolve(KEY)));
            byte[] verifier = (signer.verifier().text() + "\n").getBytes(StandardCharsets.UTF_8);
            Path told = folder.resolve(VERIFIER);
            if (Files.exists(told)
                    && !new String(Files.readAllBytes(told), StandardCharsets.UTF_8)
                            .strip()
                            .equals(signer.verifier().text()))
                throw new IOException("the witness cosigned under another name or key before: see `" + VERIFIER + "`");
            if (!Files.exists(told)) Disk.real().replace(told, verifier);
            return new WitnessFolder(folder, disk, lock, signer);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel locked(Path folder) throws IOException {
        try {
            return TrailLock.of(folder.resolve("lock"));
        } catch (IOException e) {
            throw new IOException("the folder of the witness is in use by another process", e);
        }
    }

    private static boolean cosigned(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> Segments.name(file).startsWith(LAST));
        }
    }

    /** By which it cosigns. */
    public NoteSigner signer() {
        return signer;
    }

    /** The logs that its operator lists now; empty lines and those after {@code #} are left out. */
    public List<VerifierKey> logs() throws IOException {
        Path file = folder.resolve(LOGS);
        List<VerifierKey> keys = new ArrayList<>();
        if (!Files.exists(file)) return keys;
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) continue;
            try {
                VerifierKey key = VerifierKey.of(line);
                if (key.use() != VerifierKey.Use.NOTE) throw new IOException("`logs` holds a key of a witness");
                keys.add(key);
            } catch (MalformedNote e) {
                throw new IOException("`logs` holds a line that is no verifier key", e);
            }
        }
        return keys;
    }

    @Override
    public Optional<TreeHead> last(String origin) throws IOException {
        Path file = file(origin);
        if (!Files.exists(file)) return Optional.empty();
        try {
            TreeHead head = TreeHead.of(Files.readString(file));
            if (head.origin().equals(origin)) return Optional.of(head);
        } catch (MalformedNote e) {
            throw new IOException("what was cosigned last of a log is damaged", e);
        }
        throw new IOException("what was cosigned last of a log is another's");
    }

    @Override
    public void keep(TreeHead head) throws IOException {
        disk.replace(file(head.origin()), head.body().getBytes(StandardCharsets.UTF_8));
    }

    /** Origins hold slashes; their hash is a file's name. */
    private Path file(String origin) {
        byte[] hash = TrailFrame.hash(origin.getBytes(StandardCharsets.UTF_8));
        return folder.resolve(LAST + HexFormat.of().formatHex(hash));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
