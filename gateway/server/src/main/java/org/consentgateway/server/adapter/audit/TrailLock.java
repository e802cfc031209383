package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One gateway at a time writes a trail: the lock of its folder. */
final class TrailLock {

    private TrailLock() {}

    static FileChannel of(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) throw new IOException("the audit trail is in use by another gateway");
            return channel;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("the audit trail is in use by this gateway already", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
