package org.consentgateway.sandbox.seed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a FHIR server is filled with: some of Synthea's twelve charts, and always our overlay. The same seed gives the
 * same ids and the same order in every load.
 */
public final class Seed {

    private static final int CHARTS = 12;
    private static final List<String> OVERLAY = List.of(
            "people", "patients", "p1-chart", "p1-notes", "p1-pointers", "other-notes", "other-chart", "consents");

    private final List<Integer> charts;
    private final Function<ObjectNode, Optional<ObjectNode>> edit;

    private Seed(List<Integer> charts, Function<ObjectNode, Optional<ObjectNode>> edit) {
        this.charts = charts;
        this.edit = edit;
    }

    /** All twelve charts and the overlay: about 6,000 resources, half a minute to load. */
    public static Seed full() {
        return new Seed(IntStream.rangeClosed(1, CHARTS).boxed().toList(), Optional::of);
    }

    /** The overlay with patients that have no other chart: about a hundred resources, a second or two to load. */
    public static Seed notesOnly() {
        return new Seed(List.of(), Optional::of);
    }

    /** The overlay and the charts of P1 and P2: about a thousand resources. */
    public static Seed small() {
        return new Seed(List.of(10, 12), Optional::of);
    }

    /** The same hospital where no note was ever written; everything else has the same id, order and version. */
    public Seed withoutNotes() {
        return new Seed(charts, new WithoutNotes());
    }

    /** The same seed with each resource changed, or left out, by this function. */
    public Seed edited(Function<ObjectNode, Optional<ObjectNode>> change) {
        return new Seed(charts, resource -> edit.apply(resource).flatMap(change));
    }

    /** The resources in the order in which they are loaded, one list for each transaction. */
    public List<List<ObjectNode>> resources(Instant now) {
        List<List<ObjectNode>> groups = new ArrayList<>(new Charts().read(charts));
        Overlay overlay = new Overlay(now);
        List<ObjectNode> loaded = groups.stream().flatMap(List::stream).toList();
        Stream<ObjectNode> standIns = overlay.read("stand-ins").stream().filter(patient -> loaded.stream()
                .noneMatch(other -> Charts.reference(other).equals(Charts.reference(patient))));
        groups.add(Stream.concat(standIns, OVERLAY.stream().flatMap(file -> overlay.read(file).stream()))
                .toList());
        return groups.stream()
                .map(group -> group.stream().map(edit).flatMap(Optional::stream).toList())
                .toList();
    }

    /** The references of all resources, such as {@code DocumentReference/N1}, in the order of loading. */
    public List<String> references(Instant now) {
        return resources(now).stream()
                .flatMap(List::stream)
                .map(Charts::reference)
                .toList();
    }

    /**
     * Loads the seed.
     *
     * @param base the FHIR base of a server that takes ids given by the client
     * @return how many resources were written
     */
    public int load(URI base, Instant now) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        int written = 0;
        for (List<ObjectNode> group : resources(now)) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(base)
                            .header("Content-Type", "application/fhir+json")
                            .header("Prefer", "return=minimal")
                            .POST(BodyPublishers.ofString(transaction(group)))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the FHIR server answered `" + answer.statusCode() + "` to the seed: "
                        + answer.body().substring(0, Math.min(500, answer.body().length())));
            }
            written += group.size();
        }
        return written;
    }

    private static String transaction(List<ObjectNode> resources) {
        ObjectNode bundle = Resources.JSON.createObjectNode();
        bundle.put("resourceType", "Bundle").put("type", "transaction");
        ArrayNode entries = bundle.putArray("entry");
        for (ObjectNode resource : resources) {
            ObjectNode entry = entries.addObject();
            entry.set("resource", resource);
            entry.putObject("request").put("method", "PUT").put("url", Charts.reference(resource));
        }
        return Objects.requireNonNull(bundle.toString());
    }
}
