package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.consentgateway.server.adapter.audit.KillPoint.File;
import org.consentgateway.server.adapter.audit.KillPoint.Moment;

/** A real disk on which the trail stops for good at one point, and says so on standard output: then it can be killed there. */
final class StoppingDisk implements Disk {

    /** What it says; the point's name follows. */
    static final String SAYS = "stopped at ";

    private final Disk real = Disk.real();
    private final KillPoint point;
    private int segments;
    private int come;

    StoppingDisk(KillPoint point) {
        this.point = point;
    }

    @Override
    public Appender append(Path file) throws IOException {
        Optional<File> kind = kind(file);
        at(kind, Moment.OPENING);
        Appender opened = real.append(file);
        at(kind, Moment.OPENED);
        if (kind.equals(Optional.of(File.SEGMENT))) segments++;
        return new Appender() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                at(kind, Moment.WRITING);
                upTo(1, bytes);
                at(kind, Moment.BEGUN);
                upTo(bytes.limit() / 2, bytes);
                at(kind, Moment.HALF_WRITTEN);
                upTo(bytes.limit() - 1, bytes);
                at(kind, Moment.NEARLY_WRITTEN);
                opened.write(bytes);
                at(kind, Moment.WRITTEN);
            }

            private void upTo(int position, ByteBuffer bytes) throws IOException {
                if (position <= bytes.position()) return;
                opened.write(bytes.duplicate().limit(position));
                bytes.position(position);
            }

            @Override
            public void force() throws IOException {
                opened.force();
                at(kind, Moment.FORCED);
            }

            @Override
            public void close() throws IOException {
                opened.close();
            }
        };
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        real.syncFolder(folder);
    }

    private static Optional<File> kind(Path file) {
        String name = Segments.name(file);
        if (name.endsWith(".wal")) return Optional.of(File.SEGMENT);
        return switch (name) {
            case "checkpoint.pub.new" -> Optional.of(File.PUBLIC_KEY);
            case "checkpoint.new" -> Optional.of(File.CHECKPOINT);
            default -> name.startsWith("audit-signed-") ? Optional.of(File.WITNESS) : Optional.empty();
        };
    }

    private void at(Optional<File> file, Moment moment) {
        boolean same = file.equals(Optional.of(point.file))
                || (point.file == File.NEXT_SEGMENT && segments > 1 && file.equals(Optional.of(File.SEGMENT)));
        if (!same || moment != point.moment || ++come != point.time) return;
        synchronized (System.out) {
            System.out.println(SAYS + point);
            System.out.flush();
        }
        while (true) LockSupport.park();
    }
}
