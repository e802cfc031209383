package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Of several purposes each must be allowed on its own; they need not be allowed by the same basis. */
class SeveralPurposesTest extends OneWorld {

    private static final String THREAT =
            "{'name':'basis','valueCode':'serious-threat'},{'name':'purpose','valueCode':'THREAT'},"
                    + "{'name':'attestation','valueString':'a threat to a person'},"
                    + "{'name':'resource','valueReference':{'reference':'DocumentReference/N1'}},"
                    + "{'name':'party','part':[{'name':'role','valueCode':'attestor'},{'name':'who','valueReference':"
                    + "{'reference':'Practitioner/dr-o'}}]}";
    private static final String LAWFUL =
            "{'name':'basis','valueCode':'required-by-law'},{'name':'purpose','valueCode':'HLEGAL'},"
                    + "{'name':'resource','valueReference':{'reference':'DocumentReference/N1'}},{'name':'reference','part':["
                    + "{'name':'number','valueString':'1'},{'name':'issuer','valueString':'court'}]},"
                    + "{'name':'evidence','part':[{'name':'sha256','valueString':'" + "ab".repeat(32) + "'}]}";

    @BeforeEach
    void granted() throws Exception {
        grant("Practitioner/guard", THREAT);
        grant("Practitioner/both", THREAT);
        grant("Practitioner/both", LAWFUL);
    }

    private static void grant(String recipient, String parameters) throws Exception {
        String officer = world.tokens.with(claims -> {
            claims.put("sub", "u-po").put("fhirUser", "Practitioner/po");
            claims.withObject("/realm_access").withArray("roles").add("privacy-officer");
        });
        String body = "{'resourceType':'Parameters','parameter':[{'name':'recipient','valueReference':{'reference':'"
                + recipient + "'}},{'name':'end','valueDateTime':'"
                + Instant.now().plus(10, ChronoUnit.HOURS) + "'}," + parameters + "]}";
        Reply filed = world.ask(
                "POST",
                "/fhir/Patient/P1/$legal-basis",
                officer,
                Map.of("Content-Type", "application/fhir+json"),
                body.replace('\'', '"'));
        assertThat(filed.status()).as(filed.text()).isEqualTo(201);
    }

    private static int read(String who, boolean mayBreakGlass, String... purposes) throws Exception {
        String token = world.tokens.with(claims -> {
            claims.put("sub", "u-" + who).put("fhirUser", "Practitioner/" + who);
            claims.remove("purpose_of_use");
            Arrays.stream(purposes).forEach(claims.putArray("purpose_of_use")::add);
            if (mayBreakGlass)
                claims.withObject("/realm_access").withArray("roles").add("break-glass");
        });
        return world.ask(
                        "GET",
                        "/fhir/DocumentReference/N1",
                        token,
                        mayBreakGlass ? Map.of("X-Break-Glass-Reason", "unconscious") : Map.of(),
                        "")
                .status();
    }

    @TestFactory
    Stream<DynamicTest> each_purpose_must_be_allowed_on_its_own() {
        return Stream.of(
                        "guard no THREAT 200",
                        "guard no TREAT 404",
                        "guard no THREAT,TREAT 404",
                        "guard no TREAT,THREAT 404",
                        "guard no BTG,THREAT 403",
                        "guard yes BTG,THREAT 200",
                        "guard yes THREAT,BTG 200",
                        "guard yes BTG 404",
                        "guard yes BTG,THREAT,TREAT 404",
                        "guard no THREAT,HLEGAL 404",
                        "both no THREAT,HLEGAL 200",
                        "both no HLEGAL,THREAT 200",
                        "both no HLEGAL,THREAT,HPAYMT 404",
                        "both yes HLEGAL,BTG,THREAT 200",
                        "other no THREAT,HLEGAL 404",
                        "other yes BTG,THREAT 404")
                .map(row -> row.split(" "))
                .map(row -> DynamicTest.dynamicTest(
                        String.join(" ", row), () -> assertThat(read(row[0], row[1].equals("yes"), row[2].split(",")))
                                .isEqualTo(Integer.parseInt(row[3]))));
    }
}
