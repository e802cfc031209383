package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Disks that tell what is done with them, or fail. */
final class WatchedDisks {

    private WatchedDisks() {}

    interface Watch {
        void step(String name, Disk.Appender appender) throws IOException;
    }

    static final class FailingDisk implements Disk {
        private final String where;
        volatile boolean failing;

        FailingDisk(String where) {
            this.where = where;
        }

        @Override
        public Appender append(Path file) throws IOException {
            return wrapped((step, appender) -> {
                        if (failing && step.equals(where)) throw new IOException("no space left");
                    })
                    .append(file);
        }

        @Override
        public void syncFolder(Path folder) {}
    }

    static Disk counting(AtomicInteger forced) {
        return wrapped((step, appender) -> {
            if (step.equals("force")) forced.incrementAndGet();
        });
    }

    static Disk wrapped(Watch watch) {
        Disk real = Disk.real();
        return new Disk() {
            @Override
            public Appender append(Path file) throws IOException {
                Appender appender = real.append(file);
                return new Appender() {
                    @Override
                    public void write(ByteBuffer bytes) throws IOException {
                        watch.step("write", appender);
                        appender.write(bytes);
                    }

                    @Override
                    public void force() throws IOException {
                        watch.step("force", appender);
                        appender.force();
                    }

                    @Override
                    public void close() throws IOException {
                        appender.close();
                    }
                };
            }

            @Override
            public void syncFolder(Path folder) throws IOException {
                real.syncFolder(folder);
            }
        };
    }
}
