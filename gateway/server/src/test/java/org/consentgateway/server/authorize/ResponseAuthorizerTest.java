package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.request.Actor;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.port.RememberedReferrers;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.Worklist;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The windows of one answer are decided, and what leaves is on record first. */
class ResponseAuthorizerTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Caller AUTHOR = caller("Practitioner/dr-o");
    private static final Reference NOTED = new Reference("DocumentReference", "N1");
    private static final Reference RESULT = new Reference("Observation", "o2");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, POINTING, PLAIN);

    @Test
    void a_note_is_dropped_what_points_at_it_loses_that_and_the_rest_is_released() throws Exception {
        // When
        List<Verdict> all = authorizer(CLINICIAN).judge(window(NOTE, POINTING, PLAIN));

        // Then
        assertThat(all.get(0)).isInstanceOf(Verdict.Drop.class);
        assertThat(((Verdict.Release) all.get(1)).edits().withheld()).containsExactly(NOTED);
        assertThat(((Verdict.Release) all.get(2)).edits().none()).isTrue();
    }

    @Test
    void its_originator_gets_it_for_treatment() throws Exception {
        assertThat(authorizer(AUTHOR).judge(window(NOTE))).hasOnlyElementsOfType(Verdict.Release.class);
    }

    @Test
    void whoever_acts_for_the_originator_gets_no_more_than_they_may_have_themselves() throws Exception {
        // Given
        Caller through = new Caller(
                AUTHOR.subject(),
                AUTHOR.client(),
                AUTHOR.user(),
                AUTHOR.organization(),
                AUTHOR.purposeOfUse(),
                AUTHOR.permissions(),
                Optional.of(new Actor("agent", Optional.of(CLINICIAN))),
                AUTHOR.origin());

        // Then
        assertThat(authorizer(through).judge(window(NOTE))).hasOnlyElementsOfType(Verdict.Drop.class);
    }

    @Test
    void nothing_is_asked_for_the_sake_of_what_is_withheld_for_itself() throws Exception {
        // Given
        String pointing = NOTE.replace("'content'", "'context':{'related':[{'reference':'Condition/k1'}]},'content'");

        // When
        authorizer(CLINICIAN).judge(window(pointing));

        // Then
        assertThat(hospital.ehr.asked()).noneMatch(line -> line.contains("k1") || line.contains("Binary"));
    }

    @Test
    void what_cannot_be_remembered_of_a_resource_about_no_patient_hinders_nobody_who_reads_it() throws Exception {
        // Given
        String task = "{'resourceType':'Task','id':'t1','status':'requested','intent':'order',"
                + "'focus':{'reference':'Encounter/e1'}}";
        RememberedReferrers away = new RememberedReferrers() {
            @Override
            public void refers(Reference resource, Set<Reference> targets) {
                throw new StoreUnavailable("away", new IllegalStateException());
            }

            @Override
            public Set<Reference> to(Reference target) {
                throw new StoreUnavailable("away", new IllegalStateException());
            }
        };

        // When
        List<Verdict> all = authorizer(hospital.remembering(away), CLINICIAN).judge(window(task));

        // Then
        assertThat(all).hasOnlyElementsOfType(Verdict.Release.class);
    }

    @Test
    void what_is_in_something_withheld_goes_with_it() throws Exception {
        // Given
        String holding = "{'resourceType':'Bundle','id':'b','type':'collection','meta':{'security':[{'system':"
                + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]},'entry':[{'resource':"
                + "{'resourceType':'Parameters','parameter':[{'name':'p','resource':" + PLAIN + "}]}}]}";
        Candidate root = Candidate.root(json(holding));

        // When
        List<Verdict> all = authorizer(CLINICIAN).judge(InnerResources.of(hospital.site.fhir(), root));

        // Then
        assertThat(all).hasSize(3).hasOnlyElementsOfType(Verdict.Drop.class);
    }

    @Test
    void what_leaves_is_on_record_and_without_a_record_nothing_does() throws Exception {
        // Given
        ResponseAuthorizer authorizer = authorizer(CLINICIAN);
        List<Verdict.Release> going = authorizer.judge(window(PLAIN)).stream()
                .map(verdict -> (Verdict.Release) verdict)
                .toList();

        // When
        hospital.trail.failing(true);
        assertThatThrownBy(() -> authorizer.record(going)).isInstanceOf(NoVerdict.class);
        hospital.trail.failing(false);
        ResponseAuthorizer again = authorizer(CLINICIAN);
        again.record(again.judge(window(PLAIN)).stream()
                .map(verdict -> (Verdict.Release) verdict)
                .toList());

        // Then
        assertThat(hospital.trail.entries())
                .extracting(Trail.Entry::kind)
                .containsExactly(Trail.Kind.DECISION, Trail.Kind.DISCLOSED);
        assertThat(hospital.trail.entries().get(1).body().toString()).contains("Observation/o2");
    }

    @Test
    void what_is_decided_outside_the_answer_is_told_to_nobody() throws Exception {
        // Given
        ResponseAuthorizer authorizer = authorizer(CLINICIAN);

        // Then
        assertThat(authorizer.decideAlone(json(NOTE))).isInstanceOf(Decision.Withhold.class);
        assertThat(authorizer.seen(json(NOTE))).isEmpty();
        assertThat(authorizer.seen(json(PLAIN))).contains(json(PLAIN));
        assertThat(authorizer.audit().withheldCount()).isZero();
        assertThat(authorizer.authorRefused()).isFalse();
    }

    @Test
    void what_hides_a_part_of_the_answer_is_told() throws Exception {
        // Given
        ResponseAuthorizer authorizer = authorizer(CLINICIAN);

        // Then
        assertThat(authorizer.hides(json(PLAIN))).isFalse();
        assertThat(authorizer.audit().withheldCount()).isZero();
        assertThat(authorizer.hides(json(NOTE))).isTrue();
        assertThat(authorizer.audit().withheldCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Observation/o2, true",
        "Observation/none, false",
        "DocumentReference/N1, false",
        "Observation/o2 DocumentReference/N1, false"
    })
    void a_caller_may_have_all_only_where_each_is_there_and_visible(String all, boolean visible) throws Exception {
        Set<Reference> asked = Set.copyOf(Arrays.stream(all.split(" "))
                .map(one -> Reference.parse(one).orElseThrow())
                .toList());
        assertThat(authorizer(CLINICIAN).allVisible(asked)).isEqualTo(visible);
    }

    @Test
    void an_originator_who_asks_without_a_purpose_that_opens_it_knows_that_it_is_there() throws Exception {
        // Given
        ResponseAuthorizer authorizer = authorizer(caller("Practitioner/dr-o", "HPAYMT"));

        // When
        authorizer.judge(window(NOTE));

        // Then
        assertThat(authorizer.authorRefused()).isTrue();
    }

    @Test
    void what_cannot_be_read_is_on_the_list_of_who_looks_after_labels() {
        // When
        authorizer(CLINICIAN).unreadable(Optional.of("Observation"), Optional.of("o9"));

        // Then
        assertThat(hospital.findings)
                .containsExactly(new Worklist.Finding(Worklist.Kind.UNREADABLE_ENTRY, "Observation/o9", "answer"));
    }

    @Test
    void a_deletion_that_was_told_is_one_for_the_caller_who_cannot_see_what_it_is_kept_for() throws Exception {
        // Given
        hospital.with(MemoryHospital.NAMING);
        hospital.deleted.put(RESULT, new Deletion(RESULT, Optional.of("1"), Set.of(NOTED)));

        // Then
        assertThat(authorizer(CLINICIAN).deleted(json(PLAIN))).isTrue();
        assertThat(authorizer(CLINICIAN).judge(window(PLAIN))).hasOnlyElementsOfType(Verdict.Drop.class);
        assertThat(authorizer(AUTHOR).deleted(json(PLAIN))).isFalse();
    }

    private ResponseAuthorizer authorizer(Caller caller) {
        return authorizer(hospital.site, caller);
    }

    private static ResponseAuthorizer authorizer(Site site, Caller caller) {
        return new ResponseAuthorizer(
                site,
                "r",
                caller,
                new Records.Asked("read", "Observation/o2", Map.of()),
                facts -> true,
                Optional.empty(),
                true);
    }

    private static List<Candidate> window(String... resources) {
        return Arrays.stream(resources).map(one -> Candidate.root(json(one))).toList();
    }
}
