import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** How long the disk takes to make a record safe: appends of 1 KB to one file, each followed by fdatasync. */
final class Fsync {

    private static final int TIMES = 1_000;
    private static final int RECORD = 1_024;

    private Fsync() {}

    /** Argument: a folder on the disk. Prints p50 and p99 in milliseconds. */
    public static void main(String[] arguments) throws IOException {
        Path file = Files.createTempFile(Path.of(arguments[0]), "fsync", "");
        long[] took = new long[TIMES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < TIMES; i++) {
                long begun = System.nanoTime();
                channel.write(ByteBuffer.allocate(RECORD));
                channel.force(false);
                took[i] = System.nanoTime() - begun;
            }
        } finally {
            Files.delete(file);
        }
        Arrays.sort(took);
        System.out.printf("%.2f %.2f%n", took[TIMES / 2] / 1e6, took[TIMES * 99 / 100] / 1e6);
    }
}
