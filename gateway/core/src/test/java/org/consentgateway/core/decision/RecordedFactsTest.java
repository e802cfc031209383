package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.Yaml;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded of a decision is enough to make it again. */
class RecordedFactsTest {

    private static final long SEED = Long.getLong("seed", 20261130L);
    private static final Path RECORDED = Path.of("src/test/resources/decision/recorded");
    private static final List<WrittenCase> CASES =
            WrittenCase.read(Packs.yaml(Path.of("src/test/resources/decision/cases.yaml")), Packs::of);

    @Test
    void every_written_question_is_decided_the_same_from_its_record() {
        for (WrittenCase one : CASES) {
            // When
            Access again = recorded(one.access());
            // Then
            assertThat(Decide.decide(again)).as(one.id()).isEqualTo(Decide.decide(one.access()));
        }
    }

    @Test
    void mixed_questions_are_decided_the_same_from_their_record() {
        Random random = new Random(SEED);
        for (int i = 0; i < 3_000; i++) {
            // Given
            Access one = CASES.get(random.nextInt(CASES.size())).access();
            Access other = CASES.get(random.nextInt(CASES.size())).access();
            Access mixed = new Access(
                    one.caller(),
                    other.facts(),
                    other.background(),
                    random.nextBoolean() ? one.consents() : other.consents(),
                    random.nextBoolean() ? one.grants() : other.grants(),
                    one.pack(),
                    other.at());
            // When, Then
            assertThat(Decide.decide(recorded(mixed)))
                    .as("seed %d, question %d", SEED, i)
                    .isEqualTo(Decide.decide(mixed));
        }
    }

    @Test
    void equal_facts_have_one_text() {
        for (WrittenCase one : CASES) {
            RecordedFacts facts = RecordedFacts.of(one.access());
            assertThat(JsonWriter.text(RecordedFacts.read(through(facts.json())).json()))
                    .as(one.id())
                    .isEqualTo(JsonWriter.text(facts.json()));
        }
    }

    @Test
    void resources_that_differ_in_name_alone_have_one_set_of_facts_and_each_gets_its_name_back() {
        int named = 0;
        for (WrittenCase one : CASES) {
            Access asked = one.access();
            if (asked.facts().self().isEmpty()) continue;
            named++;
            Access other = new Access(
                    asked.caller(),
                    asked.facts().named("another"),
                    asked.background(),
                    asked.consents(),
                    asked.grants(),
                    asked.pack(),
                    asked.at());
            RecordedFacts facts = RecordedFacts.of(asked);

            // Then
            assertThat(RecordedFacts.of(other)).as(one.id()).isEqualTo(facts);
            assertThat(facts.of(asked.facts().self().get() + "/_history/3")
                            .facts()
                            .self())
                    .as(one.id())
                    .isEqualTo(asked.facts().self());
            assertThat(facts.of("another").facts().self()).as(one.id()).isEmpty();
        }
        assertThat(named).isPositive();
    }

    /** What was recorded once under the resource's id, then with its reference, and at last without a name. */
    @ParameterizedTest
    @ValueSource(strings = {"with-id", "with-reference", "without-name"})
    void what_an_older_version_recorded_is_read_and_decided_as_it_was(String form) throws Exception {
        Map<String, Json.Obj> lines = lines(form);
        for (WrittenCase one : CASES) {
            if (!lines.containsKey(one.id())) continue;
            // Given
            Access then = one.access();
            String name = then.facts().self().map(Reference::toString).orElse("no name");
            // When
            RecordedFacts read = RecordedFacts.read(lines.get(one.id())).of(name);
            // Then
            Access again = new Access(
                    then.caller(),
                    read.facts(),
                    read.background(),
                    then.consents(),
                    then.grants(),
                    then.pack(),
                    then.at());
            assertThat(Decide.decide(again)).as(one.id()).isEqualTo(Decide.decide(then));
            assertThat(again.facts().self()).as(one.id()).isEqualTo(then.facts().self());
        }
    }

    @Test
    void equal_facts_have_the_bytes_that_they_had() throws Exception {
        Map<String, Json.Obj> lines = lines("without-name");
        int compared = 0;
        for (WrittenCase one : CASES) {
            if (!lines.containsKey(one.id())) continue;
            compared++;
            assertThat(RecordedFacts.of(one.access()).text())
                    .as(one.id())
                    .isEqualTo(JsonWriter.text(lines.get(one.id())));
        }
        assertThat(compared).isEqualTo(lines.size()).isPositive();
    }

    @Test
    void equal_consents_and_grants_have_the_bytes_that_they_had() throws Exception {
        Set<String> now = new HashSet<>();
        for (WrittenCase one : CASES) {
            for (Consents said : one.access().consents().values())
                for (Directive directive : said.match(all -> all, last -> last))
                    now.add(JsonWriter.text(RecordedFacts.json(directive)));
            for (Grant grant : one.access().grants()) now.add(JsonWriter.text(RecordedFacts.json(grant)));
        }
        assertThat(now).containsAll(Files.readAllLines(RECORDED.resolve("consents-and-grants.txt")));
    }

    @Test
    void the_text_of_facts_is_the_text_of_their_json() {
        for (WrittenCase one : CASES) {
            RecordedFacts facts = RecordedFacts.of(one.access());
            assertThat(facts.text()).as(one.id()).isEqualTo(JsonWriter.text(facts.json()));
        }
    }

    @Test
    void a_consent_is_named_by_its_version_and_digest_and_a_grant_by_its_digest() {
        Access asked =
                WrittenQuestion.of("consents: [C-AUTH], grants: [order]", "caller: DrX, purpose: TREAT, resource: N1");
        Directive one = consents(asked).get(0).match(all -> all, last -> last).get(0);
        Directive third = new Directive(
                new Directive.Version(one.id(), Optional.of("3")),
                one.patient(),
                one.status(),
                one.kind(),
                one.dateTime(),
                one.root(),
                one.form(),
                one.unknownModifier());

        assertThat(RecordedFacts.name(one, "d1")).isEqualTo("Consent/C-AUTH#d1");
        assertThat(RecordedFacts.name(third, "d1")).isEqualTo("Consent/C-AUTH/_history/3#d1");
        assertThat(RecordedFacts.name(asked.grants().get(0), "d2")).isEqualTo("g1#d2");
        assertThat(RecordedFacts.digest("Consent/C-AUTH/_history/3#d1")).isEqualTo("d1");
    }

    @Test
    void a_consent_that_names_resources_does_so_when_the_store_is_down() {
        String naming = "consents: [{rule: {type: permit, except: [{type: deny, data: [{reference: Device/d}]}]}}]";
        String when = "caller: DrC, purpose: TREAT, resource: MR1";

        for (String store : List.of("", ", facts: {consentsUnavailable: true}")) {
            Access asked = WrittenQuestion.of(naming + store, when);
            assertThat(RecordedFacts.names(asked.consents())).isTrue();
        }
        Access bare = WrittenQuestion.of("consents: [C-DENY-ALL]", when);
        assertThat(RecordedFacts.names(bare.consents())).isFalse();
    }

    @Test
    void facts_take_the_name_of_no_resource_of_another_type() {
        RecordedFacts facts = RecordedFacts.of(WrittenQuestion.of("", "caller: DrC, purpose: TREAT, resource: MR1"));

        assertThat(facts.of("MedicationRequest/MR1").facts().id()).contains("MR1");
        assertThat(facts.of("Condition/MR1").facts().id()).isEmpty();
    }

    @Test
    void what_patients_said_stands_in_their_order() {
        Reference first = new Reference("Patient", "P1");
        Reference second = new Reference("Patient", "P2");
        Map<Reference, String> said = new LinkedHashMap<>();
        said.put(second, "b");
        said.put(first, "a");

        assertThat(RecordedFacts.inOrder(said).keySet()).containsExactly(first, second);
    }

    @Test
    void a_record_of_what_is_no_reference_is_not_read() {
        Json.Obj record = Yaml.object("consents: {'not one of ours': {known: true}}");

        assertThatThrownBy(() -> RecordedFacts.circumstances(record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a reference");
    }

    private static List<Consents> consents(Access asked) {
        return List.copyOf(asked.consents().values());
    }

    private static Map<String, Json.Obj> lines(String form) throws Exception {
        Map<String, Json.Obj> lines = new LinkedHashMap<>();
        for (String line : Files.readAllLines(RECORDED.resolve(form + ".txt"))) {
            int tab = line.indexOf('\t');
            byte[] json = line.substring(tab + 1).getBytes(StandardCharsets.UTF_8);
            lines.put(line.substring(0, tab), JsonReader.object(json));
        }
        return lines;
    }

    /** The same question by way of its record: bytes and back. */
    private static Access recorded(Access asked) {
        RecordedFacts facts = RecordedFacts.read(through(RecordedFacts.of(asked).json()))
                .of(asked.facts()
                        .self()
                        .map(Reference::toString)
                        .orElse(asked.facts().type()));
        Map<Reference, RecordedFacts.Said> said = new LinkedHashMap<>();
        Map<String, Json.Obj> kept = new LinkedHashMap<>();
        asked.consents().forEach((patient, consents) -> {
            List<String> names = new ArrayList<>();
            for (Directive one : consents.match(all -> all, last -> last)) {
                names.add(RecordedFacts.name(one, Integer.toString(kept.size())));
                kept.put(names.get(names.size() - 1), RecordedFacts.json(one));
            }
            said.put(patient, RecordedFacts.said(consents, names));
        });
        RecordedFacts.Circumstances circumstances = RecordedFacts.circumstances(
                through(RecordedFacts.json(new RecordedFacts.Circumstances(said, List.of()))));
        Map<Reference, Consents> consents = new LinkedHashMap<>();
        circumstances
                .consents()
                .forEach((patient, one) -> consents.put(
                        patient,
                        RecordedFacts.consents(
                                one,
                                one.directives().stream()
                                        .map(name -> RecordedFacts.directive(
                                                through(Objects.requireNonNull(kept.get(name), name))))
                                        .toList())));
        return new Access(
                asked.caller(),
                facts.facts(),
                facts.background(),
                consents,
                asked.grants().stream()
                        .map(grant -> RecordedFacts.grant(through(RecordedFacts.json(grant))))
                        .toList(),
                asked.pack(),
                asked.at());
    }

    private static Json.Obj through(Json.Obj json) {
        try {
            return JsonReader.object(JsonWriter.bytes(json));
        } catch (org.consentgateway.core.json.MalformedJson e) {
            throw new AssertionError(e);
        }
    }
}
