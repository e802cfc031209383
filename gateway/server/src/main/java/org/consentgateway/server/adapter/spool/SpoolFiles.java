package org.consentgateway.server.adapter.spool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.consentgateway.core.json.Spool;

/**
 * Spools on disk: one file for an answer, that no name leads to from the moment it is there, enciphered (AES in counter mode,
 * NIST SP 800-38A) under keys that are in memory alone.
 */
public final class SpoolFiles implements Supplier<Spool> {

    private static final String PREFIX = "spool-";
    private static final int KEY = 16; // bytes
    /** Bytes after which it is looked again how full the disk is. */
    private static final long LOOK = 16L << 20;

    private static final byte[] FIRST_BLOCK = new byte[16];

    private final Path folder;
    private final Room room;
    private final AtomicLong used = new AtomicLong();
    private final SecureRandom random = new SecureRandom();

    /**
     * How much may lie here.
     *
     * @param answer bytes of one answer
     * @param all    bytes of all answers at once
     * @param free   bytes of the disk that are left to others: the audit trail is written there too
     */
    public record Room(long answer, long all, long free) {}

    /** What a killed process left in the folder is deleted. */
    public SpoolFiles(Path folder, Room room) throws IOException {
        this.folder = folder;
        this.room = room;
        Files.createDirectories(folder);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path one : left) Files.deleteIfExists(one);
        }
    }

    /** Bytes that lie in it now. */
    public long used() {
        return used.get();
    }

    @Override
    public Spool get() {
        return new SpoolFile();
    }

    private final class SpoolFile implements Spool {
        private Optional<FileChannel> channel = Optional.empty();
        private long end;
        private long looked;

        @Override
        public Content begin() throws IOException {
            if (channel.isEmpty()) channel = Optional.of(unnamed());
            return new Part(this, channel.get(), end);
        }

        private FileChannel unnamed() throws IOException {
            Path file = Files.createTempFile(folder, PREFIX, "");
            try {
                return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } finally {
                Files.delete(file);
            }
        }

        void take(int some) throws IOException {
            boolean fits = used.addAndGet(some) <= room.all() && end + some <= room.answer() && isFree();
            if (!fits) {
                used.addAndGet(-some);
                throw new IOException("the spool is full");
            }
            end += some;
        }

        private boolean isFree() throws IOException {
            if (end > 0 && end - looked < LOOK) return true;
            looked = end;
            return Files.getFileStore(folder).getUsableSpace() > room.free();
        }

        void give(long some) {
            used.addAndGet(-some);
            end -= some;
        }

        @Override
        public void close() throws IOException {
            give(end);
            if (channel.isPresent()) channel.get().close();
        }
    }

    private final class Part implements Spool.Content {
        private final SpoolFile file;
        private final FileChannel channel;
        private final long begin;
        private final SecretKeySpec key;
        private final Cipher cipher;
        private long size;

        Part(SpoolFile file, FileChannel channel, long begin) {
            this.file = file;
            this.channel = channel;
            this.begin = begin;
            byte[] fresh = new byte[KEY];
            random.nextBytes(fresh);
            key = new SecretKeySpec(fresh, "AES");
            cipher = cipher(Cipher.ENCRYPT_MODE);
        }

        private Cipher cipher(int mode) {
            try {
                Cipher fresh = Cipher.getInstance("AES/CTR/NoPadding");
                fresh.init(mode, key, new IvParameterSpec(FIRST_BLOCK)); // each key is used once
                return fresh;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES is part of every Java platform", e);
            }
        }

        @Override
        public void add(byte[] source, int from, int to) throws IOException {
            byte[] hidden = cipher.update(source, from, to - from);
            if (hidden == null) return;
            file.take(hidden.length);
            ByteBuffer rest = ByteBuffer.wrap(hidden);
            while (rest.hasRemaining()) size += channel.write(rest, begin + size);
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream read() {
            return new PartStream(channel, begin, size, cipher(Cipher.DECRYPT_MODE));
        }

        @Override
        public void drop() {
            file.give(size);
        }
    }
}
