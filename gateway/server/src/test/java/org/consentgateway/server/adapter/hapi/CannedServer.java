package org.consentgateway.server.adapter.hapi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.port.FhirHttp;

/** A FHIR server of canned answers, by address below its base; what was not canned is 404. */
final class CannedServer implements FhirHttp {

    static final URI BASE = URI.create("http://consents.test/fhir");

    final List<String> asked = new ArrayList<>();
    private final Map<String, Answered> answers = new HashMap<>();
    private boolean down;

    private record Answered(int status, String body) {}

    CannedServer on(String address, String body) {
        return on(address, 200, body);
    }

    CannedServer on(String address, int status, String body) {
        answers.put(address, new Answered(status, body));
        return this;
    }

    CannedServer goDown() {
        down = true;
        return this;
    }

    @Override
    public Answer get(URI target) throws IOException {
        String address = target.toString().substring(BASE.toString().length());
        asked.add(address);
        if (down) throw new IOException("down");
        Answered answered = Optional.ofNullable(answers.get(address)).orElse(new Answered(404, "{}"));
        return new Answer(
                answered.status(), new ByteArrayInputStream(answered.body().getBytes(StandardCharsets.UTF_8)));
    }

    static String bundle(String... resources) {
        return bundleWith("", resources);
    }

    /** @param more further members of the Bundle, each followed by a comma */
    static String bundleWith(String more, String... resources) {
        StringBuilder entries = new StringBuilder();
        for (String resource : resources)
            entries.append(entries.length() == 0 ? "" : ",")
                    .append("{\"resource\":")
                    .append(resource)
                    .append("}");
        return "{\"resourceType\":\"Bundle\",\"type\":\"searchset\"," + more + "\"entry\":[" + entries + "]}";
    }

    static String next(String url) {
        return "\"link\":[{\"relation\":\"next\",\"url\":\"" + url + "\"}],";
    }
}
