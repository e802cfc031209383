package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Coding;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;

/**
 * Asks the EHR once which types bear the label of a note that the pack does not list, one search a type. An EHR that does not
 * search by label is not asked: what it sends for a label that nobody has, or without a label, ends it.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#security">FHIR R4 _security</a>
 */
public final class LabelProbe {

    private static final int MOST_BYTES = 8 << 20;
    private static final String NONE = "urn:consentgateway:none|none";

    private final FhirServer ehr;
    private final Collection<String> types;
    private final String labels;
    private final Predicate<Json.Obj> isLabelled;
    private final Consumer<String> seen;

    /**
     * With the credential for look-ups.
     *
     * @param types      the types to ask for
     * @param isLabelled whether a resource bears the label of a note
     * @param seen       told of each type of which one does
     */
    public LabelProbe(
            FhirServer ehr,
            Collection<String> types,
            Collection<Coding> labels,
            Predicate<Json.Obj> isLabelled,
            Consumer<String> seen) {
        this.ehr = ehr;
        this.types = List.copyOf(types);
        this.labels = labels.stream()
                .map(label -> label.system() + "|" + label.code())
                .sorted()
                .collect(Collectors.joining(","));
        this.isLabelled = isLabelled;
        this.seen = seen;
    }

    /** Asks; true where every type could be asked. An EHR that does not answer is not asked for the rest. */
    public boolean run() {
        try {
            return all();
        } catch (IOException e) {
            return false; // it is asked again at the next start
        }
    }

    private boolean all() throws IOException {
        Optional<List<Json.Obj>> nothing = found("Patient", NONE);
        if (nothing.isEmpty() || !nothing.get().isEmpty()) return false;
        boolean all = true;
        for (String type : types) {
            Optional<List<Json.Obj>> found = found(type, labels);
            all &= found.isPresent();
            if (found.isEmpty() || found.get().isEmpty()) continue;
            if (!found.get().stream().allMatch(isLabelled)) return false;
            seen.accept(type);
        }
        return all;
    }

    /** Empty where the EHR does not search the type so. */
    private Optional<List<Json.Obj>> found(String type, String labels) throws IOException {
        URI target =
                ehr.resolve(type + "?_security=" + URLEncoder.encode(labels, StandardCharsets.UTF_8) + "&_count=1");
        HttpCall call = new HttpCall("GET", target, Map.of(), Optional.empty(), "label-probe", Optional.empty());
        try (HttpAnswer answer = ehr.call(call)) {
            if (answer.status() != 200) return Optional.empty();
            return Optional.of(JsonReader.object(answer.body(), MOST_BYTES).objects("entry").stream()
                    .flatMap(entry -> entry.object("resource").stream())
                    .filter(one -> one.text("resourceType").equals(Optional.of(type)))
                    .toList());
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
