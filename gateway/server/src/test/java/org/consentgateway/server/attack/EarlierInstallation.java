package org.consentgateway.server.attack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * What goes on in a hospital before an upgrade: notes read and kept back, a grant filed and used, under an authorization too.
 * It needs nothing that earlier versions of the gateway and of these tests do not have: compiled and run with theirs,
 * {@code main} wrote the data folder in {@code src/test/resources/upgrade}.
 *
 * <p>The file {@code requests} in that folder has a line for each answer: request id, status, who, and what was read.
 */
final class EarlierInstallation {

    static final String REQUESTS = "requests";

    private static final String LAWFUL =
            "{'name':'basis','valueCode':'required-by-law'},{'name':'purpose','valueCode':'HLEGAL'},"
                    + "{'name':'resource','valueReference':{'reference':'DocumentReference/N1'}},{'name':'reference','part':["
                    + "{'name':'number','valueString':'1'},{'name':'issuer','valueString':'court'}]},"
                    + "{'name':'evidence','part':[{'name':'sha256','valueString':'" + "ab".repeat(32) + "'}]}";

    private EarlierInstallation() {}

    /** @param arguments the data folder, and whether the grant is filed: {@code file} or {@code go-on} */
    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        try (World world = new World(Map.of("GATEWAY_DATA_DIR", data.toString()))) {
            Chart.all().forEach(world.ehr::put);
            world.ehr.put(Chart.authorization("A1"));
            if (arguments[1].equals("file")) file(world, arguments[2]);
            for (String target : List.of(
                    "DocumentReference/N1", "Patient/P1", "DocumentReference?patient=P1", "Observation?patient=P2")) {
                ask(world, data, "clinician", world.tokens.clinician(), target);
                ask(world, data, "author", world.tokens.author(), target);
                ask(world, data, "authorised", world.tokens.authorised(), target);
                ask(world, data, "judge", judge(world), target);
            }
        }
        System.exit(0);
    }

    /** Who may read note N1 by the grant. */
    static String judge(World world) {
        return world.tokens.with(claims -> claims.put("sub", "u-judge")
                .put("fhirUser", "Practitioner/judge")
                .put("organization", "Organization/court")
                .put("purpose_of_use", "HLEGAL"));
    }

    static String officer(World world) {
        return world.tokens.with(claims -> {
            claims.put("sub", "u-po").put("fhirUser", "Practitioner/po").put("organization", "Organization/org-a");
            claims.withObject("/realm_access").withArray("roles").add("privacy-officer");
        });
    }

    private static void file(World world, String end) throws IOException {
        String body = "{'resourceType':'Parameters','parameter':[{'name':'recipient','valueReference':{'reference':"
                + "'Organization/court'}},{'name':'end','valueDateTime':'" + end + "'}," + LAWFUL + "]}";
        Reply filed = world.ask(
                "POST",
                "/fhir/Patient/P1/$legal-basis",
                officer(world),
                Map.of("Content-Type", "application/fhir+json"),
                body.replace('\'', '"'));
        if (filed.status() != 201) throw new IOException(filed.text());
    }

    private static void ask(World world, Path data, String who, String token, String target) throws IOException {
        Reply reply = world.get("/fhir/" + target, token);
        String line = reply.headers().getOrDefault("x-request-id", List.of("")).get(0) + " " + reply.status() + " "
                + who + " " + target + "\n";
        Files.writeString(
                data.resolve(REQUESTS),
                line,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
