package org.consentgateway.server.management;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;

/**
 * A log event as one line of JSON. An exception is told by its classes and where it happened; its messages are left out,
 * because a library's message may quote what it choked on. (Logback's own JsonEncoder writes them.)
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {

    private static final int FRAMES = 12;

    @Override
    public byte[] encode(ILoggingEvent event) {
        Map<String, Json> line = new LinkedHashMap<>();
        line.put(
                "time", new Json.Text(Instant.ofEpochMilli(event.getTimeStamp()).toString()));
        line.put("level", new Json.Text(event.getLevel().toString()));
        line.put("logger", new Json.Text(event.getLoggerName()));
        line.put("thread", new Json.Text(event.getThreadName()));
        line.put("message", new Json.Text(event.getFormattedMessage()));
        event.getMDCPropertyMap().forEach((name, value) -> line.put(name, new Json.Text(value)));
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.put("exception", texts(causes(thrown).map(IThrowableProxy::getClassName)));
            line.put(
                    "at",
                    texts(Arrays.stream(thrown.getStackTraceElementProxyArray())
                            .limit(FRAMES)
                            .map(StackTraceElementProxy::getSTEAsString)));
        }
        return (JsonWriter.text(new Json.Obj(line)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Stream<IThrowableProxy> causes(IThrowableProxy thrown) {
        return Stream.iterate(thrown, cause -> cause != null, IThrowableProxy::getCause)
                .limit(FRAMES);
    }

    private static Json texts(Stream<String> texts) {
        List<Json> items = texts.<Json>map(Json.Text::new).toList();
        return new Json.Arr(items);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
