package org.consentgateway.server.proof;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.audit.TrailText;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.slf4j.LoggerFactory;

/** One of two worlds: an EHR with a gateway before it. */
final class Lane implements AutoCloseable {

    final EhrDouble ehr;
    private final Supplier<RunningGateway> starting;
    private volatile RunningGateway gateway;
    final Optional<InjectedDefect> defect;
    private final Path data;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /**
     * Starts both.
     *
     * @param keys   shared by both worlds, as two gateways of one URL share them, so that what they sign can be compared
     * @param defect stands between the client and the gateway, to see whether it is found
     */
    Lane(Habits habits, String issuer, Path folder, Path keys, Optional<InjectedDefect> defect) throws IOException {
        this.defect = defect;
        ehr = new EhrDouble(habits);
        data = Files.createTempDirectory(folder, "gateway");
        log.start();
        root().addAppender(log);
        starting = () -> RunningGateway.before(
                ehr.url(),
                issuer,
                data,
                new TreeMap<>(Map.of(
                        "GATEWAY_KEYS_DIR",
                        keys.toString(),
                        "GATEWAY_POLICY",
                        System.getProperty("proof.policy", "us-hipaa"),
                        "GATEWAY_SEARCH_LOOK_AHEAD",
                        "5",
                        "GATEWAY_CONSENT_MAX_AGE",
                        "1s")));
        gateway = starting.get();
    }

    int port() {
        return gateway.port();
    }

    /** Stops the gateway; another takes its place, with what it left on disk. */
    void restart() {
        gateway.close();
        gateway = starting.get();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Where a text stands that must stand nowhere: in the log, or in a file of the data folder. */
    List<String> leftBehind(String text) throws IOException {
        Stream<String> lines = List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(text))
                .map(line -> "log: " + line);
        List<String> files = new ArrayList<>();
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (holds(file, text)) files.add("file: " + data.relativize(file));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException e) {
                return FileVisitResult
                        .CONTINUE; // the gateway still runs: a file that was renamed is met by its new name
            }
        });
        if (TrailText.of(data).contains(text)) files.add("the trail, inflated");
        return Stream.concat(lines, files.stream()).toList();
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains(text);
        } catch (IOException gone) {
            return false; // a file of the database that is no longer there holds nothing
        }
    }

    @Override
    public void close() {
        gateway.close();
        ehr.close();
        root().detachAppender(log);
    }
}
