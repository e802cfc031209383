package org.consentgateway.server.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.KnownConsents.Version;
import org.consentgateway.server.port.SealedTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConsentVersionsTest {

    private static final Reference P1 = new Reference("Patient", "P1");
    private static final Reference P2 = new Reference("Patient", "P2");
    private static final Reference DENIAL = new Reference("Consent", "d");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    static List<String> kinds() {
        return Databases.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void what_was_known_is_known_after_a_restart(String kind) throws Exception {
        String place = Databases.place(kind, folder);
        Version first = version(P1, "1", Optional.empty());
        Version missing = version(P2, "7", Optional.of(Instant.parse("2026-03-10T10:00:00.123Z")));
        try (Database database = Databases.open(kind, place)) {
            ConsentVersions versions = new ConsentVersions(database, seals(1));
            versions.keep(first);
            versions.keep(missing);
        }
        try (Database database = Databases.open(kind, place)) {
            ConsentVersions versions = new ConsentVersions(database, seals(1));
            assertThat(versions.of(Set.of(P1, P2))).isEqualTo(Map.of(P1, List.of(first), P2, List.of(missing)));

            Version second = version(P1, "2", Optional.empty());
            versions.keep(second);
            versions.forget(P2, DENIAL);
            assertThat(versions.of(Set.of(P1, P2))).isEqualTo(Map.of(P1, List.of(second)));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void under_another_key_it_is_known_that_there_was_a_Consent_and_not_what_it_said(String kind) throws Exception {
        String place = Databases.place(kind, folder);
        try (Database database = Databases.open(kind, place)) {
            new ConsentVersions(database, seals(1)).keep(version(P1, "1", Optional.empty()));
            assertThat(new ConsentVersions(database, seals(2)).of(Set.of(P1)))
                    .isEqualTo(Map.of(P1, List.of(new Version(P1, DENIAL, Optional.empty(), true, Optional.empty()))));
        }
    }

    @Test
    void what_a_patient_said_stands_in_no_file_in_clear() throws Exception {
        try (Database database = Databases.open("embedded", folder.toString())) {
            new ConsentVersions(database, seals(1)).keep(version(P1, "CNRY_CONSENT", Optional.empty()));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("CNRY_CONSENT");
        }
    }

    private static Version version(Reference patient, String version, Optional<Instant> missing) {
        Json.Obj consent = new Json.Obj(Map.of(
                "resourceType", new Json.Text("Consent"),
                "id", new Json.Text("d"),
                "meta", new Json.Obj(Map.of("versionId", new Json.Text(version)))));
        return new Version(patient, DENIAL, Optional.of(consent), true, missing);
    }

    private static SealedTokens seals(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return new SealedTokens(new SecretKeySpec(key, "AES"));
    }
}
