package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NAMING;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.REPORT;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.stage.Answered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A deletion by somebody who does not see all that hangs on a resource. */
class DeleteHandlerTest {

    private static final Reference TARGET = new Reference("Observation", "o2");
    private static final Reference NOTED = new Reference("DocumentReference", "N1");
    private static final Reference REPORTED = new Reference("DiagnosticReport", "d1");

    private final MemoryHospital hospital = new MemoryHospital().with(PLAIN);
    private final DeleteHandler deleting = new DeleteHandler(hospital.site);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
    private final Answered answered = client.asks("DELETE Observation/o2");
    private final ResponseAuthorizer authorizer = client.authorizer(answered);

    @Test
    void what_holds_something_hidden_is_kept_and_what_is_seen_whole_goes() throws Exception {
        // Given
        hospital.with(NOTE);
        CallerView part =
                CallerView.of(hospital.site, json(POINTING), authorizer).orElseThrow();
        CallerView whole = CallerView.of(hospital.site, json(PLAIN), authorizer).orElseThrow();
        Reference pointing = new Reference("Observation", "o1");

        // Then
        assertThat(deleting.kept(pointing, part)).contains(new Deletion(pointing, Optional.of("2"), Set.of()));
        assertThat(deleting.kept(TARGET, whole)).isEmpty();
    }

    @Test
    void what_only_a_hidden_note_refers_to_is_kept_for_its_sake() throws Exception {
        // Given
        hospital.with(NAMING);

        // Then
        assertThat(refused("1")).contains(new Deletion(TARGET, Optional.of("1"), Set.of(NOTED)));
        assertThat(deleting.refused(List.of(sent()), "r"))
                .containsExactly(new Deletion(TARGET, Optional.of("1"), Set.of(NOTED)));
    }

    @Test
    void where_the_caller_sees_a_referrer_too_the_refusal_of_the_ehr_stands() throws Exception {
        // Given
        hospital.with(NAMING, REPORT);

        // Then
        assertThat(refused("1")).isEmpty();
        assertThat(deleting.refused(List.of(sent()), "r")).isEmpty();
    }

    @Test
    void a_referrer_that_goes_along_holds_nothing_back() throws Exception {
        // Given
        hospital.with(NAMING, REPORT);

        // Then
        assertThat(deleting.refused(answered.ask(), TARGET, Optional.of("1"), Set.of(REPORTED), authorizer))
                .contains(new Deletion(TARGET, Optional.of("1"), Set.of(NOTED)));
    }

    @Test
    void what_changed_since_the_caller_saw_it_is_not_told_to_be_deleted() throws Exception {
        // Given
        hospital.with(NAMING);

        // Then
        assertThat(refused("0")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400, true", "409, true", "412, true", "422, true", "401, false", "404, false", "500, false"})
    void an_ehr_keeps_what_is_referred_to_with_one_of_four_statuses(int status, boolean keeps) {
        assertThat(DeleteHandler.refuses(status)).isEqualTo(keeps);
    }

    @ParameterizedTest
    @CsvSource({
        "none enforced, true",
        "enforced, true",
        "literal enforced, true",
        "literal, false",
        "literal logical, false"
    })
    void only_an_ehr_that_says_that_it_does_is_believed_to_delete_what_is_referred_to(String policy, boolean conflicts)
            throws Exception {
        // Given
        hospital.with(REPORT);
        hospital.ehr.answers(
                "metadata",
                "{'resourceType':'CapabilityStatement','rest':[{'resource':[{'type':'Observation','referencePolicy':['"
                        + policy.replace(" ", "','") + "']}]}]}");

        // Then
        assertThat(deleting.conflicts(answered.ask(), TARGET, Set.of(), authorizer))
                .isEqualTo(conflicts);
    }

    @Test
    void nothing_conflicts_where_the_caller_sees_nothing_that_refers_to_it() throws Exception {
        // Given
        hospital.with(NAMING);

        // Then
        assertThat(deleting.conflicts(answered.ask(), TARGET, Set.of(), authorizer))
                .isFalse();
    }

    @Test
    void what_is_told_to_be_deleted_bears_a_mark_that_makes_a_version_and_is_on_the_list() throws Exception {
        // When
        deleting.keep(answered, new Deletion(TARGET, Optional.of("1"), Set.of(NOTED)));

        // Then
        assertThat(hospital.deleted).containsEntry(TARGET, new Deletion(TARGET, Optional.of("2"), Set.of(NOTED)));
        assertThat(hospital.ehr.get("Observation/o2").orElseThrow().toString()).contains("deletion-told");
        assertThat(hospital.findings)
                .containsExactly(new Worklist.Finding(
                        Worklist.Kind.DELETED_WITH_HIDDEN_PART, "Observation/o2", "hidden-referrer"));
    }

    @Test
    void an_ehr_that_takes_no_mark_does_not_undo_the_deletion() throws Exception {
        // Given
        hospital.ehr.refuses("PUT Observation", 405);

        // When
        deleting.keep(answered, new Deletion(TARGET, Optional.of("1"), Set.of()));

        // Then
        assertThat(hospital.deleted).containsEntry(TARGET, new Deletion(TARGET, Optional.of("1"), Set.of()));
        assertThat(hospital.findings).extracting(Worklist.Finding::reason).containsExactly("holds-hidden-part");
    }

    @Test
    void a_second_deletion_puts_no_second_mark() throws Exception {
        // Given
        deleting.keep(answered, new Deletion(TARGET, Optional.of("1"), Set.of(NOTED)));

        // When
        deleting.keep(answered, new Deletion(TARGET, Optional.of("2"), Set.of(NOTED)));

        // Then
        assertThat(hospital.deleted).containsEntry(TARGET, new Deletion(TARGET, Optional.of("2"), Set.of(NOTED)));
        assertThat(hospital.ehr.asked())
                .filteredOn(line -> line.startsWith("PUT"))
                .hasSize(1);
    }

    private Optional<Deletion> refused(String seen) throws Exception {
        return deleting.refused(answered.ask(), TARGET, Optional.of(seen), Set.of(), authorizer);
    }

    private DeleteHandler.Sent sent() {
        return new DeleteHandler.Sent(TARGET, Optional.of("1"), authorizer);
    }
}
