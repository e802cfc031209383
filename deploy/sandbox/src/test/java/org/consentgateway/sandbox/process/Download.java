package org.consentgateway.sandbox.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A client that reads a long answer as it comes and keeps of it only which documents it saw.
 *
 * @param status    HTTP status
 * @param bytes     of the body
 * @param ordinary  numbers of the ordinary documents, in order
 * @param canaries  how often a note shone through, in plain text or base64
 * @param end       the last bytes
 * @param firstByte from the request to the first byte of the body
 */
record Download(int status, long bytes, List<Integer> ordinary, int canaries, String end, Duration firstByte) {

    private static final Pattern ORDINARY = Pattern.compile("\"description\":\"ordinary-(\\d+)\\.\"");
    /** Longer than anything that is looked for. */
    private static final int OVERLAP = 100;

    private static final List<String> CANARIES = Stream.concat(
                    Stream.of(LongChart.CANARY), Stream.of(0, 1, 2).map(Download::inBase64))
            .toList();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Reads the whole answer.
     *
     * @param atFirst told when the first byte of the body is there
     */
    static Download of(URI uri, String token, Runnable atFirst) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpResponse<InputStream> answer = HTTP.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + token)
                        .timeout(Duration.ofMinutes(5))
                        .build(),
                BodyHandlers.ofInputStream());
        Duration first = Duration.ZERO;
        List<Integer> ordinary = new ArrayList<>();
        int canaries = 0;
        long bytes = 0;
        String carried = "";
        byte[] buffer = new byte[64 * 1024];
        try (InputStream body = answer.body()) {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                if (bytes == 0) {
                    first = Duration.ofNanos(System.nanoTime() - begun);
                    atFirst.run();
                }
                bytes += n;
                String text = carried + new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                for (String canary : CANARIES) if (text.contains(canary)) canaries++;
                Matcher found = ORDINARY.matcher(text);
                int from = 0;
                while (found.find()) {
                    ordinary.add(Integer.valueOf(found.group(1)));
                    from = found.end();
                }
                carried = text.substring(Math.max(from, text.length() - OVERLAP));
            }
        }
        return new Download(answer.statusCode(), bytes, ordinary, canaries, carried, first);
    }

    private static String inBase64(int offset) {
        String encoded = Base64.getEncoder()
                .encodeToString((" ".repeat(offset) + LongChart.CANARY).getBytes(StandardCharsets.US_ASCII));
        // the first and the last group share bits with what stands around
        return encoded.substring(offset == 0 ? 0 : 4, encoded.length() - 4);
    }
}
