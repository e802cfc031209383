package org.consentgateway.core.redact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The redactor against a walk of Jackson's tokens over the same bytes: a 300 kB searchset of 100 entries, one in ten a
 * note, and a 2 kB Patient. {@code deploy/bench/jmh} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class RedactorBenchmark {

    private final byte[] bundle = Upstream.utf8(Upstream.bundle("", entries()));
    private final byte[] patient = Upstream.utf8(resource(1, new Random(1)));
    private final JsonFactory plain = new JsonFactory();
    private final ExpectedAnswer search = new Upstream().search();

    /** Tokens alone, no string taken. */
    @Benchmark
    public int tokensOfBundle() throws IOException {
        return walk(bundle);
    }

    /** What the redactor reads with: strict, and a tree of each resource. */
    @Benchmark
    public Object readBundle() throws MalformedJson {
        return JsonReader.object(bundle);
    }

    /** Ten notes dropped, ninety resources written. */
    @Benchmark
    public int redactBundle() throws Exception {
        return new Redactor(Upstream.BASES, Court.guarding())
                .redact(new ByteArrayInputStream(bundle), search, version -> OutputStream.nullOutputStream())
                .released();
    }

    @Benchmark
    public int tokensOfPatient() throws IOException {
        return walk(patient);
    }

    @Benchmark
    public int redactPatient() throws Exception {
        return new Redactor(Upstream.BASES, Court.guarding())
                .redact(
                        new ByteArrayInputStream(patient),
                        Upstream.single(),
                        version -> OutputStream.nullOutputStream())
                .released();
    }

    private int walk(byte[] source) throws IOException {
        int count = 0;
        try (JsonParser parser = plain.createParser(new ByteArrayInputStream(source))) {
            while (parser.nextToken() != null) count++;
        }
        return count;
    }

    private static String[] entries() {
        Random random = new Random(1);
        String[] entries = new String[100];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Upstream.match(i % 10 == 9 ? Upstream.note("n" + i) : resource(i, random));
        }
        return entries;
    }

    private static String resource(int i, Random random) {
        StringBuilder text = new StringBuilder("{\"resourceType\":\"Patient\",\"id\":\"p" + i
                + "\",\"meta\":{\"versionId\":\"1\",\"lastUpdated\":\"2024-05-01T10:11:12.123Z\"},\"extension\":[");
        for (int k = 0; k < 12; k++) {
            if (k > 0) text.append(',');
            text.append("{\"url\":\"http://example.org/fhir/StructureDefinition/e")
                    .append(k)
                    .append("\",\"valueDecimal\":")
                    .append(random.nextInt(1000))
                    .append(".50}");
        }
        text.append("],\"name\":[");
        for (int k = 0; k < 8; k++) {
            if (k > 0) text.append(',');
            text.append("{\"use\":\"official\",\"family\":\"Family").append(random.nextInt(99999));
            text.append("\",\"given\":[\"Given").append(random.nextInt(99999)).append("\",\"Second\"]}");
        }
        text.append(
                "],\"managingOrganization\":{\"reference\":\"Organization/o1\",\"display\":\"General Hospital\"},\"contact\":[");
        for (int k = 0; k < 6; k++) {
            if (k > 0) text.append(',');
            text.append(
                    "{\"relationship\":[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v2-0131\",\"code\":\"N\"}]}],\"gender\":\"other\"}");
        }
        return text.append("]}").toString();
    }
}
