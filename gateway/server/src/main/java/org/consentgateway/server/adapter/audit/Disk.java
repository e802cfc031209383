package org.consentgateway.server.adapter.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The disk under the trail, so that a test can let it fail. */
interface Disk {

    /** A file that grows. */
    interface Appender extends Closeable {
        /** Writes all of it. */
        void write(ByteBuffer bytes) throws IOException;

        /** Returns when the content is on the disk. */
        void force() throws IOException;
    }

    /** Opens a file to append to it, made if it is not there. */
    Appender append(Path file) throws IOException;

    /** Makes the names in the folder durable. */
    void syncFolder(Path folder) throws IOException;

    /** Replaces a small file as a whole: the old content or the new, never half. */
    default void replace(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) throw new IOException("a file without a folder");
        Path fresh = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (Appender out = append(fresh)) {
            out.write(ByteBuffer.wrap(content));
            out.force();
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(folder);
    }

    /** The real one. */
    static Disk real() {
        return new Disk() {
            @Override
            public Appender append(Path file) throws IOException {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                return new Appender() {
                    @Override
                    public void write(ByteBuffer bytes) throws IOException {
                        while (bytes.hasRemaining()) channel.write(bytes);
                    }

                    @Override
                    public void force() throws IOException {
                        channel.force(false);
                    }

                    @Override
                    public void close() throws IOException {
                        channel.close();
                    }
                };
            }

            @Override
            public void syncFolder(Path folder) throws IOException {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        };
    }
}
