package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** What names another by an identifier stays as its writer wrote it. */
class OwnIdentifierReferencesTest {

    private static final Reference SELF = new Reference("Observation", "o9");

    private static final String NAMING = "{'resourceType':'Observation','id':'o9',"
            + "'derivedFrom':[{'identifier':{'system':'http://ids','value':'%s'}}]}";

    private final RememberedWrites facts = new RememberedWrites();
    private final Candidate stored = Candidate.root(json(NAMING.formatted("k-1")));

    @Test
    void what_the_caller_wrote_stays_for_them_and_for_nobody_else() {
        // Given
        wrote(Optional.of(mentions -> false));

        // Then
        assertThat(kept("Practitioner/dr-c", stored)).hasSize(1);
        assertThat(kept("Practitioner/dr-x", stored)).isEmpty();
    }

    @Test
    void a_guess_stays_for_everybody_for_it_names_nothing_that_its_writer_saw() {
        // Given
        wrote(Optional.of(mentions -> true));

        // Then
        assertThat(kept("Practitioner/dr-c", stored)).hasSize(1);
        assertThat(kept("Practitioner/dr-x", stored)).hasSize(1);
    }

    @Test
    void where_it_was_not_found_out_whether_it_is_a_guess_nobody_but_its_writer_sees_it() {
        // Given
        wrote(Optional.empty());

        // Then
        assertThat(closed("Practitioner/dr-x", stored)).hasSize(1);
        assertThat(kept("Practitioner/dr-x", stored)).isEmpty();
    }

    @Test
    void what_somebody_else_put_there_since_is_nobodys_own() {
        // Given
        wrote(Optional.of(mentions -> false));

        // Then
        assertThat(kept("Practitioner/dr-c", Candidate.root(json(NAMING.formatted("k-2")))))
                .isEmpty();
    }

    @Test
    void what_the_caller_has_just_written_is_theirs_at_once() {
        // When
        OwnIdentifierReferences own = own("Practitioner/dr-c");
        own.wrote(SELF, stored.resource(), true, Optional.of(mentions -> false));

        // Then
        assertThat(own.in(stored)).hasSize(1);
    }

    @Test
    void a_write_forgets_what_stood_there_before() {
        // Given
        wrote(Optional.of(mentions -> false));
        own("Practitioner/dr-x")
                .wrote(SELF, json("{'resourceType':'Observation','id':'o9'}"), false, Optional.of(m -> false));

        // Then
        assertThat(kept("Practitioner/dr-c", stored)).isEmpty();
    }

    @Test
    void what_is_left_to_be_looked_up_is_what_others_wrote() {
        // Given
        OwnIdentifierReferences own = own("Practitioner/dr-c");
        own.wrote(SELF, stored.resource(), true, Optional.of(mentions -> false));
        PointerCandidates all =
                new MemoryHospital().site.facts(stored.resource()).mentions();

        // Then
        assertThat(all.logical()).hasSize(1);
        assertThat(own.others(stored.resource(), all, own.in(stored)).logical()).isEmpty();
        assertThat(own.others(stored.resource(), all, Set.of()).logical()).hasSize(1);
        assertThat(own.named(stored.resource(), own.in(stored)).logical()).isEqualTo(all.logical());
    }

    @Test
    void a_string_that_also_points_at_something_hidden_for_sure_does_not_stay() {
        // Given
        Json.Obj resource = json("{'resourceType':'Observation','id':'o9','note':"
                + "[{'text':'see Observation/plan and http://ehr.invalid/fhir/DocumentReference/N1'}]}");
        OwnIdentifierReferences own = own("Practitioner/dr-c");
        own.wrote(SELF, resource, true, Optional.of(mentions -> false));
        Set<Json> mine = own.in(Candidate.root(resource));

        // Then
        assertThat(mine).isNotEmpty();
        assertThat(own.staying(resource, mine, hidden -> false)).isEqualTo(mine);
        assertThat(own.staying(resource, mine, hidden -> hidden.id().equals("N1")))
                .isEmpty();
    }

    private void wrote(Optional<Predicate<PointerCandidates>> guess) {
        own("Practitioner/dr-c").wrote(SELF, stored.resource(), true, guess);
    }

    private OwnIdentifierReferences own(String who) {
        return new OwnIdentifierReferences(FhirVersion.R4, facts, caller(who));
    }

    private Set<Json> kept(String who, Candidate candidate) {
        OwnIdentifierReferences own = own(who);
        own.learn(List.of(candidate));
        return own.in(candidate);
    }

    private Set<Json> closed(String who, Candidate candidate) {
        OwnIdentifierReferences own = own(who);
        own.learn(List.of(candidate));
        return own.closedIn(candidate);
    }
}
