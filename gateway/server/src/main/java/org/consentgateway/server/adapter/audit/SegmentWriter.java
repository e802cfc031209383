package org.consentgateway.server.adapter.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.port.Trail;

/** Writes records at the end of the trail, each chained to the one before, and begins a new segment where one is full. */
final class SegmentWriter {

    private static final int SETS_KNOWN = 50_000;

    private final Segments segments;
    private final long segmentBytes;
    private final Disk disk;
    private final Clock clock;
    private final FrameDeflater context = new FrameDeflater();
    private final Set<String> told = new HashSet<>(); // sets of facts that the current segment has
    private Disk.Appender file;
    private Path current;
    private long size;
    private long last;
    private byte[] head;
    private byte[] before;
    private boolean unforced;

    SegmentWriter(Segments segments, long segmentBytes, Disk disk, Clock clock, Recovery.Found found)
            throws IOException {
        this.segments = segments;
        this.segmentBytes = segmentBytes;
        this.disk = disk;
        this.clock = clock;
        this.last = found.last();
        this.head = HexFormat.of().parseHex(found.head());
        this.before = HexFormat.of().parseHex(found.before());
        List<Path> existing = segments.inOrder();
        this.current = existing.isEmpty() ? segments.startingAt(last + 1) : existing.get(existing.size() - 1);
        this.size = existing.isEmpty() ? 0 : Files.size(current);
        this.file = disk.append(current);
        disk.syncFolder(segments.folder());
    }

    /** Number of the last record that was written. */
    long last() {
        return last;
    }

    /** Hash of the record before the last. */
    byte[] before() {
        return before;
    }

    /** Whether something was written that may not be on the disk yet. */
    boolean unforced() {
        return unforced;
    }

    void close() throws IOException {
        file.close();
    }

    /** Writes, and does not wait for the disk. */
    void write(List<TrailLine> lines) throws IOException {
        long atMost = lines.stream().mapToLong(TrailLine::atMost).sum();
        if (size > 0 && size + atMost > segmentBytes) roll(last + 1);
        List<byte[]> frames = new ArrayList<>();
        int bytes = 0;
        for (TrailLine line : lines) {
            byte[] frame = frame(line);
            frames.add(frame);
            bytes = Math.addExact(bytes, frame.length);
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        frames.forEach(all::put);
        file.write(all.flip());
        size += bytes;
        unforced = true;
    }

    private byte[] frame(TrailLine line) throws IOException {
        if (line.atMost() > TrailFrame.LARGEST - 1024) throw new IOException("a record is too large");
        last++;
        if (line.kind() == Trail.Kind.NODE) context.begin();
        byte[] frame = TrailFrame.of(line.kind(), head, context.deflate(payload(line)));
        before = head;
        head = TrailFrame.hash(frame);
        return frame;
    }

    private byte[] payload(TrailLine line) {
        String request = JsonWriter.text(new Json.Text(line.requestId()));
        var out = new ByteArrayOutputStream(line.body().remaining() + 512);
        out.writeBytes(("{\"at\":\"" + clock.instant() + "\",\"body\":").getBytes(StandardCharsets.US_ASCII));
        out.write(line.body().array(), 0, line.body().remaining());
        out.writeBytes((",\"kind\":\"" + line.kind() + "\",\"request\":" + request + ",\"seq\":" + last)
                .getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (Map.Entry<String, byte[]> set : line.facts().entrySet()) {
            if (!told.add(set.getKey())) continue; // this segment has it already
            out.writeBytes((first ? ",\"sets\":{" : ",").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(set.getValue());
            first = false;
        }
        out.writeBytes((first ? "}" : "}}").getBytes(StandardCharsets.US_ASCII));
        if (told.size() > SETS_KNOWN) told.clear(); // then they are told again
        return out.toByteArray();
    }

    void force() throws IOException {
        file.force();
        unforced = false;
    }

    private void roll(long firstOfNext) throws IOException {
        force();
        file.close();
        current = segments.startingAt(firstOfNext);
        file = disk.append(current);
        disk.syncFolder(segments.folder());
        context.begin();
        told.clear();
        size = 0;
    }
}
