package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.stage.Answered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of a write. */
class WriteMemoryTest {

    private static final Caller WRITER = caller("Practitioner/dr-c");
    private static final Reference PATIENT = new Reference("Patient", "made-1");
    private static final Reference NOTED = new Reference("DocumentReference", "N1");
    private static final String LINKED =
            "{'resourceType':'Patient','link':[{'other':{'reference':'Patient/P2'},'type':'seealso'}]}";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final MemoryClient client = new MemoryClient(hospital.site, WRITER);
    private final Answered answered = client.writes("POST Patient", LINKED);
    private final ResponseAuthorizer authorizer = client.authorizer(answered);
    private final WriteMemory memory = new WriteMemory(hospital.site);

    @Test
    void who_makes_a_resource_wrote_what_it_says_of_itself_and_of_others() {
        // When
        memory.done(answered, authorizer, write("POST", "Patient"), Optional.of(placed("Patient/made-1")));

        // Then
        Reference other = new Reference("Patient", "P2");
        assertThat(hospital.site.written().of(WRITER, Set.of(PATIENT, other)))
                .isEqualTo(Map.of(PATIENT, Set.of("link"), other, Set.of("link")));
        assertThat(authorizer.ownWord().wrote(PATIENT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://elsewhere.example/other/Patient/made-1", "Patient", ""})
    void what_was_made_at_no_place_of_the_ehr_is_nobodys_word(String place) {
        // When
        memory.done(answered, authorizer, write("POST", "Patient"), Optional.of(place));

        // Then
        assertThat(hospital.site.written().of(WRITER, Set.of(PATIENT))).isEmpty();
    }

    @Test
    void what_is_only_updated_was_remembered_before_the_ehr_had_it() {
        // When
        memory.done(answered, authorizer, write("PUT", "Patient/made-1"), Optional.empty());

        // Then
        assertThat(hospital.site.written().of(WRITER, Set.of(PATIENT))).isEmpty();
    }

    @Test
    void of_another_writer_nothing_is_remembered() {
        // When
        memory.wrote(answered, authorizer, PATIENT, Optional.empty(), Optional.of(json(LINKED)));

        // Then
        assertThat(hospital.site.written().of(caller("Practitioner/dr-x"), Set.of(PATIENT)))
                .isEmpty();
        assertThat(hospital.site.written().of(WRITER, Set.of(PATIENT))).containsKey(PATIENT);
    }

    @Test
    void who_makes_a_note_another_ones_wrote_its_facts() {
        // When
        memory.wrote(
                answered, authorizer, NOTED, Optional.of(json(NOTE)), Optional.of(json(NOTE.replace("dr-o", "dr-c"))));

        // Then
        assertThat(hospital.site.written().of(WRITER, Set.of(NOTED))).containsEntry(NOTED, Set.of(CallerWrites.FACTS));
    }

    @Test
    void whoever_stood_as_author_before_stays_the_first() {
        // When
        memory.keepFirstAuthors(NOTED, json(NOTE), json(NOTE.replace("dr-o", "dr-x")));

        // Then
        Reference now = new Reference("Practitioner", "dr-x");
        assertThat(hospital.site.written().firstAuthors(Map.of(NOTED, Set.of(now))))
                .containsEntry(NOTED, Set.of(new Reference("Practitioner", "dr-o")));
    }

    @Test
    void of_authors_that_stay_nothing_is_kept() {
        // When
        memory.keepFirstAuthors(NOTED, json(NOTE), json(NOTE));

        // Then
        Reference now = new Reference("Practitioner", "dr-x");
        assertThat(hospital.site.written().firstAuthors(Map.of(NOTED, Set.of(now))))
                .containsEntry(NOTED, Set.of(now));
    }

    @Test
    void a_label_that_is_taken_off_leaves_the_note_protected_until_a_second_person_confirms_it() throws Exception {
        // Given
        String bare = NOTE.replaceAll(",'security':\\[.*?]", "");
        authorizer.decideAlone(json(NOTE));

        // When
        memory.holdLabels(answered, authorizer, NOTED, json(NOTE), json(bare));

        // Then
        assertThat(hospital.findings)
                .containsExactly(new Worklist.Finding(
                        Worklist.Kind.CHANGE_TO_CONFIRM, "DocumentReference/N1", "label-taken-off"));
        assertThat(authorizer.decideAlone(json(bare))).isInstanceOf(Decision.Withhold.class);
    }

    @Test
    void a_write_that_leaves_the_labels_is_nobodys_to_confirm() throws Exception {
        // When
        memory.holdLabels(answered, authorizer, NOTED, json(NOTE), json(NOTE));

        // Then
        assertThat(hospital.findings).isEmpty();
    }

    @Test
    void a_copy_of_a_note_that_its_writer_was_given_is_told_to_who_looks_after_labels() throws Exception {
        // Given
        String content = "'content':[{'attachment':{'data':'dGhlIHBhdGllbnQgc3Bva2Ugb2YgdGhlaXIgbW90aGVy'}}]";
        MemoryClient author = new MemoryClient(hospital.site, caller("Practitioner/dr-o"));
        ResponseAuthorizer own = author.authorizer(author.writes("POST DocumentReference", "{}"));
        give(own, json(NOTE.replaceAll("'content':.*", content + "}")));

        // When
        own.copies().isCopy(Optional.empty(), json("{'resourceType':'DocumentReference'," + content + "}"));
        memory.done(answered, own, write("POST", "DocumentReference"), Optional.of(placed("DocumentReference/made-1")));

        // Then
        assertThat(hospital.findings)
                .containsExactly(new Worklist.Finding(
                        Worklist.Kind.LABELLED_COPY, "DocumentReference/made-1", "same-attachment"));
    }

    private static void give(ResponseAuthorizer reader, Json.Obj note) throws NoVerdict {
        List<Verdict> verdicts = reader.judge(InnerResources.of(FhirVersion.R4, Candidate.root(note)));
        reader.record(List.of((Verdict.Release) verdicts.get(0)));
    }

    private static UpstreamWrite write(String method, String relative) {
        return new UpstreamWrite(method, relative, Optional.empty(), Optional.empty(), Optional.of(json(LINKED)));
    }

    private String placed(String reference) {
        return hospital.site.ehr().base() + "/" + reference + "/_history/1";
    }
}
