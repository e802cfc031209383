package org.consentgateway.server.interaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.redact.ResponseSink;
import org.consentgateway.core.request.Format;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.RequestContext;

/** Where a redacted body goes: straight to the client as JSON, or through a bounded buffer where it is asked for as XML. */
final class ResponseBody implements ResponseSink {

    private static final int XML_CAP = 16 << 20;

    private final RequestContext ask;
    private final int status;
    private final XmlFormat xml;
    private final Map<String, String> headers = new HashMap<>();
    private Optional<OutputStream> stream = Optional.empty();
    private Optional<ByteArrayOutputStream> buffer = Optional.empty();
    private long bytes;
    private boolean tooLarge;

    ResponseBody(RequestContext ask, int status, XmlFormat xml) {
        this.ask = ask;
        this.status = status;
        this.xml = xml;
    }

    /** Adds a header from the closed list. */
    ResponseBody with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    @Override
    public OutputStream open(Optional<String> versionId) throws IOException {
        versionId.ifPresent(version -> headers.put("ETag", "W/\"" + version + "\""));
        if (ask.request().format() == Format.XML) {
            ByteArrayOutputStream whole = new CappedBuffer();
            buffer = Optional.of(whole);
            return whole;
        }
        headers.put("Content-Type", "application/fhir+json;charset=utf-8");
        OutputStream body = counted(ask.reply().start(status, headers));
        stream = Optional.of(body);
        return body;
    }

    /** Ends the answer politely: everything that was due has been written. */
    void finish() throws IOException, XmlFormat.NotFhir {
        if (buffer.isPresent()) {
            byte[] converted = xml.toXml(buffer.get().toByteArray());
            headers.put("Content-Type", "application/fhir+xml;charset=utf-8");
            OutputStream body = counted(ask.reply().start(status, headers));
            body.write(converted);
            body.close();
        } else if (stream.isPresent()) {
            stream.get().close();
        }
    }

    /** The status that the client is told. */
    int status() {
        return status;
    }

    /** Whether it was too large to be converted. */
    boolean isTooLarge() {
        return tooLarge;
    }

    /** Bytes of the body so far. */
    long bytes() {
        return bytes;
    }

    private OutputStream counted(OutputStream out) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                bytes++;
                out.write(b);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                bytes += length;
                out.write(buffer, offset, length);
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    private final class CappedBuffer extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (size() + length > XML_CAP) throw overflow();
            super.write(bytes, offset, length);
        }

        @Override
        public synchronized void write(int b) {
            if (size() >= XML_CAP) throw overflow();
            super.write(b);
        }
    }

    private TooLarge overflow() {
        tooLarge = true;
        return new TooLarge();
    }

    /** Too large to be converted; nothing has left. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("too large to be written as xml");
        }
    }
}
