package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was told to be deleted and is kept for the sake of what is hidden, when its writer writes it again. */
class DeletedAndWrittenAgainTest {

    @RegisterExtension
    static final Twins twins = Twins.opened();

    @Test
    void what_was_deleted_can_be_written_again_and_keeps_what_was_hidden() throws Exception {
        // Given
        twins.put(
                UnseenDeletionTest.holder("ServiceRequest", "D-again", "inline"),
                UnseenDeletionTest.visible("ServiceRequest", "D-again"));
        twins.same("DELETE", "/fhir/ServiceRequest/D-again", Map.of(), "");

        // When
        Reply again = twins.with.ask(
                "PUT",
                "/fhir/ServiceRequest/D-again",
                twins.with.tokens.clinician(),
                Map.of("Content-Type", "application/fhir+json"),
                UnseenDeletionTest.visible("ServiceRequest", "D-again")
                        .replace("seen", "anew")
                        .replace('\'', '"'));

        // Then
        assertThat(again.status()).isEqualTo(201);
        World.noCanary(again.all());
        assertThat(twins.with.ehr.get("ServiceRequest/D-again").toString())
                .contains("CNRY_D-again")
                .contains("anew");
        assertThat(twins.with
                        .get("/fhir/ServiceRequest/D-again", twins.with.tokens.clinician())
                        .text())
                .contains("anew");
    }

    /** What holds something hidden, and what only a hidden note leads to; deleted alone, in a batch, in a transaction. */
    @ParameterizedTest
    @CsvSource({
        "inline,alone",
        "contained,alone",
        "pointer,alone",
        "led to,alone",
        "entry,alone",
        "inline,batch",
        "led to,batch",
        "contained,transaction",
        "led to,transaction"
    })
    void what_is_written_again_is_numbered_as_after_a_deletion(String hidden, String how) throws Exception {
        Habits habits = Habits.of("lenient").with("integrity-on-delete", true);
        try (EhrDouble with = new EhrDouble(habits);
                EhrDouble without = new EhrDouble(habits)) {
            Chart.all().forEach(with::put);
            Chart.all().forEach(without::put);
            Kept kept = kept(hidden);
            kept.with().forEach(resource -> with.put(Twins.json(resource)));
            without.put(Twins.json(kept.shown()));
            try (World one = new World(new FakeEhr(), with.url(), Map.of());
                    World other = new World(new FakeEhr(), without.url(), Map.of())) {
                // When
                List<String> told = deletedAndWrittenAgain(one, with, kept, how);
                List<String> expected = deletedAndWrittenAgain(other, without, kept, how);

                // Then
                assertThat(told).containsExactlyElementsOf(expected);
                // what may hide notes is not made by PUT
                if (!hidden.equals("entry"))
                    assertThat(expected.toString()).contains("\"versionId\":\"3\"", "\"versionId\":\"5\"");
                assertThat(with.all().toString()).contains("CNRY_again");
            }
        }
    }

    /**
     * A resource that a deletion cannot take away.
     *
     * @param with  it, and what hides from whom
     * @param shown what a clinician sees of it
     */
    record Kept(String shown, List<String> with) {
        String target() {
            return Twins.json(shown).path("resourceType").asText() + "/again";
        }
    }

    static Kept kept(String hidden) {
        String note =
                "{'resourceType':'DocumentReference','id':'again-note','meta':SECURITY,'status':'current','subject':{'reference':"
                        + "'Patient/P1'},'description':'CNRY_again','context':{'encounter':[{'reference':'Encounter/again'}]}}";
        String shown = UnseenDeletionTest.visible("ServiceRequest", "again");
        return switch (hidden) {
            case "led to" -> {
                String encounter =
                        "{'resourceType':'Encounter','id':'again','status':'planned','class':{'code':'AMB'},'subject':{"
                                + "'reference':'Patient/P1'}}";
                yield new Kept(encounter, List.of(encounter, note));
            }
            case "pointer" ->
                new Kept(
                        shown,
                        List.of(
                                note,
                                shown.replaceFirst(
                                        "}$",
                                        ",'supportingInfo':[{'reference':'DocumentReference/again-note','display':'CNRY_again'}]}")));
            case "entry" -> {
                String bundle = "{'resourceType':'Bundle','id':'again','type':'collection','entry':[{'resource':"
                        + "{'resourceType':'Patient','id':'P1'}}%s]}";
                yield new Kept(
                        bundle.formatted(""),
                        List.of(bundle.formatted(
                                ",{'resource':" + note.replace("Encounter/again", "Encounter/none") + "}")));
            }
            default -> new Kept(shown, List.of(UnseenDeletionTest.holder("ServiceRequest", "again", hidden)));
        };
    }

    /** All that a clinician is told of it meanwhile. */
    private static List<String> deletedAndWrittenAgain(World world, EhrDouble ehr, Kept kept, String how)
            throws Exception {
        String target = kept.target();
        String token = world.tokens.clinician();
        String bundle = "{'resourceType':'Bundle','type':'%s','entry':[{'request':{'method':'DELETE','url':'%s'}}]}"
                .formatted(how, target)
                .replace('\'', '"');
        Map<String, String> json = Map.of("Content-Type", "application/fhir+json");
        List<String> told = new ArrayList<>();
        for (int round = 1; round <= 2; round++) {
            ehr.step("deleted" + round, "2026-05-0" + round + "T10:00:00.000Z");
            told.add(UnseenDeletionTest.stable(
                    how.equals("alone")
                            ? world.ask("DELETE", "/fhir/" + target, token, Map.of(), "")
                            : world.ask("POST", "/fhir", token, json, bundle)));
            told.add(UnseenDeletionTest.stable(world.get("/fhir/" + target + "/_history", token)));
            told.add(UnseenDeletionTest.stable(world.ask("POST", "/fhir", token, json, bundle.replace(how, "batch"))));
            told.add(UnseenDeletionTest.stable(world.get("/fhir/" + target + "/_history", token)));
            ehr.step("again" + round, "2026-05-0" + round + "T11:00:00.000Z");
            told.add(UnseenDeletionTest.stable(world.ask(
                    "PUT",
                    "/fhir/" + target,
                    token,
                    json,
                    Twins.json(kept.shown()).toString())));
            told.add(UnseenDeletionTest.stable(world.get("/fhir/" + target, token)));
            told.add(UnseenDeletionTest.stable(world.get("/fhir/" + target + "/_history", token)));
            for (int version = 1; version <= 2 * round + 2; version++)
                told.add(UnseenDeletionTest.stable(world.get("/fhir/" + target + "/_history/" + version, token)));
        }
        told.add(UnseenDeletionTest.stable(world.ask(
                "PUT",
                "/fhir/" + target,
                token,
                Map.of("Content-Type", "application/fhir+json", "If-Match", "W/\"5\""),
                Twins.json(kept.shown()).put("language", "en").toString())));
        told.forEach(World::noCanary);
        return told;
    }
}
