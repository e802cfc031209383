package org.consentgateway.server.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decide;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.WrittenCase;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.adapter.hapi.ConsentReader;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.port.ConsentStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** IHE PCF's example Consents, read as a consent server's are and decided: {@code ihe-pcf/cases.csv}. */
final class IhePcfTest {

    private static final Path HERE = Path.of("src/test/resources/ihe-pcf");
    private static final Reference PATIENT = new Reference("Patient", "ex-patient");
    private static final Reference ORGANIZATION = new Reference("Organization", "ex-organization");
    private static final Reference PRACTITIONER = new Reference("Practitioner", "ex-practitioner");
    private static final Reference PRIVILEGED = new Reference("Group", "ex-privilegedUsers");

    private static Map<String, PolicyPack> packs = Map.of();

    @BeforeAll
    static void reads_the_pack_as_shipped_and_where_a_consent_must_permit(@TempDir Path folder) throws Exception {
        String shipped = Files.readString(Path.of("../../fhir-profiles/src/main/resources/packs/us-hipaa.yaml"));
        Path optIn = Files.writeString(
                folder.resolve("opt-in.yaml"), shipped.replace("  fallback: permit\n", "  fallback: deny\n"));
        packs = Map.of(
                "federal", PackLoader.load(List.of("us-hipaa"), ORGANIZATION, ZoneOffset.UTC),
                "opt-in", PackLoader.load(List.of(optIn.toString()), ORGANIZATION, ZoneOffset.UTC));
    }

    @ParameterizedTest(name = "{0}: {1} for {2}, {3}")
    @CsvFileSource(resources = "/ihe-pcf/cases.csv", numLinesToSkip = 3)
    void every_example_is_decided_as_the_table_says(
            String consent, String caller, String purpose, String resource, String day, String federal, String optIn)
            throws Exception {
        assertThat(decided("federal", consent, caller, purpose, resource, day)).isEqualTo(federal);
        assertThat(decided("opt-in", consent, caller, purpose, resource, day)).isEqualTo(optIn);
    }

    @Test
    void no_example_is_left_out_and_each_is_asked_for_a_note() throws IOException {
        // Given
        List<String> rows = Files.readAllLines(HERE.resolve("cases.csv"));
        Set<String> consents = names("examples", "ex-consent", "ex-dissent");

        // When
        Set<String> asked = rows.stream()
                .filter(row -> row.contains(",note"))
                .map(row -> row.substring(0, row.indexOf(',')))
                .collect(Collectors.toSet());

        // Then
        assertThat(consents).hasSize(23);
        consents.addAll(names("ours", "changed"));
        assertThat(asked).isEqualTo(consents);
    }

    @Test
    void every_example_is_read_whole() throws Exception {
        for (String name : names("examples", "ex-consent", "ex-dissent")) {
            Directive directive = read(name).get(0);

            assertThat(directive.unknownModifier()).as(name).isFalse();
            assertThat(directive.unevaluable()).as(name).isFalse();
            assertThat(directive.status()).as(name).isEqualTo(Directive.Status.ACTIVE);
            assertThat(directive.form().disclosers()).as(name).containsExactly(ORGANIZATION);
        }
    }

    private static String decided(
            String pack, String consent, String caller, String purpose, String resource, String day) throws Exception {
        Facts facts = FactsReader.read(JsonReader.object(file(resource)), ReferenceResolver.relative(FhirVersion.R4));
        Access access = new Access(
                caller(caller, purpose),
                facts,
                background(facts, caller),
                Map.of(PATIENT, new Consents.Known(read(consent))),
                List.of(),
                Objects.requireNonNull(packs.get(pack)),
                Instant.parse(day + "T12:00:00Z"));
        Decision decision = Decide.decide(access);
        return WrittenCase.word(decision) + " "
                + decision.grounds().get(0).reason().code();
    }

    private static List<Directive> read(String name) throws Exception {
        CaseConsents server = new CaseConsents();
        server.add(new String(file(name), StandardCharsets.UTF_8));
        Map<Reference, Consents> read = ConsentReader.once(server, CaseConsents.BASE, Optional.empty())
                .consentsOf(Set.of(PATIENT), ConsentStore.Freshness.STRICT);
        return Objects.requireNonNull(read.get(PATIENT)).match(known -> known, lastKnown -> List.<Directive>of());
    }

    private static Background background(Facts facts, String caller) {
        boolean privileged = caller.equals("on-call");
        return Background.of(
                new Subjects.Known(Set.of(PATIENT)),
                new Background.Authorship(facts.authors(), Set.of(new Coding(Coding.NUCC, "103TC0700X"))),
                new Background.Membership(privileged ? Set.of(PRIVILEGED) : Set.of(), Set.of()));
    }

    private static Caller caller(String who, String purpose) {
        boolean entitled = who.equals("on-call");
        Reference user =
                switch (who) {
                    case "practitioner", "on-call" -> PRACTITIONER;
                    case "author" -> new Reference("Practitioner", "ex-author");
                    case "colleague", "claims" -> new Reference("Practitioner", "ex-clerk");
                    case "researcher" -> new Reference("Practitioner", "researcher");
                    default -> throw new IllegalArgumentException("unknown caller `" + who + "`");
                };
        // what the token reader makes of a purpose of a code system that it does not know
        boolean unmapped = purpose.contains("#");
        return new Caller(
                who,
                "app",
                Optional.of(user),
                Optional.of(
                        who.equals("researcher") ? new Reference("Organization", "ex-org-researcher") : ORGANIZATION),
                new Caller.PurposeOfUse(
                        unmapped ? Set.of() : Set.of(new Coding(Coding.ACT_REASON, purpose)),
                        unmapped,
                        false,
                        entitled ? Optional.of("unconscious") : Optional.empty()),
                new Caller.Permissions(
                        new Scopes(List.of()), Optional.empty(), entitled ? Set.of(Role.BREAK_GLASS) : Set.of()));
    }

    private static byte[] file(String name) throws IOException {
        Path example = HERE.resolve("examples/" + name + ".json");
        return Files.readAllBytes(Files.exists(example) ? example : HERE.resolve("ours/" + name + ".json"));
    }

    private static Set<String> names(String of, String... prefixes) throws IOException {
        try (Stream<Path> files = Files.list(HERE.resolve(of))) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .filter(name -> Stream.of(prefixes).anyMatch(name::startsWith))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
