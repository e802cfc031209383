package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.Optional;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.stage.Answered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the criteria of a conditional write find, as far as the caller can tell. */
class ConditionalMatchesTest {

    private static final Reference SEEN = new Reference("Condition", "c1");

    /** A condition that anybody who treats may see. */
    private static final String ORDINARY = "{'resourceType':'Condition','id':'c1','meta':{'versionId':'1'},"
            + "'identifier':[{'value':'k'}],'subject':{'reference':'Patient/P1'}}";

    /** One that is labelled as a note. */
    private static final String HIDDEN = NOTE.replaceAll("'status':.*", "")
            .replace("DocumentReference", "Condition")
            .replace("'id':'N1'", "'id':'c2'")
            .concat("'identifier':[{'value':'k'}],'subject':{'reference':'Patient/P1'},"
                    + "'recorder':{'reference':'Practitioner/dr-o'}}");

    private final MemoryHospital hospital = new MemoryHospital();

    @Test
    void a_match_that_is_hidden_counts_for_nothing_but_is_known() throws Exception {
        // Given
        hospital.with(ORDINARY, HIDDEN);

        // When
        ConditionalMatches matches = matches().orElseThrow();

        // Then
        assertThat(matches.visible()).containsExactly(SEEN);
        assertThat(matches.others()).isTrue();
    }

    @Test
    void where_nothing_is_hidden_the_ehr_is_given_the_callers_own_condition() throws Exception {
        // Given
        hospital.with(ORDINARY);

        // Then
        assertThat(matches().orElseThrow().ifNoneExist()).contains("identifier=k");
    }

    @Test
    void where_others_are_hidden_the_ehr_is_given_the_only_one_that_is_seen() throws Exception {
        // Given
        hospital.with(ORDINARY, HIDDEN);

        // Then
        assertThat(matches().orElseThrow().ifNoneExist()).contains("_id=c1");
    }

    @Test
    void where_all_are_hidden_it_is_made_without_a_condition() throws Exception {
        // Given
        hospital.with(HIDDEN);

        // Then
        assertThat(matches().orElseThrow().ifNoneExist()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 501})
    void an_ehr_without_such_a_search_finds_nothing_out(int status) throws Exception {
        hospital.ehr.refuses("GET Condition?", status);
        assertThat(matches()).isEmpty();
    }

    @Test
    void what_comes_back_of_another_type_is_no_match() throws Exception {
        // Given
        hospital.ehr.answers(
                "Condition?identifier=k",
                "{'resourceType':'Bundle','type':'searchset','entry':[{'resource':"
                        + "{'resourceType':'Patient','id':'P1'}}]}");

        // When
        ConditionalMatches matches = matches().orElseThrow();

        // Then
        assertThat(matches.visible()).isEmpty();
        assertThat(matches.others()).isFalse();
    }

    @Test
    void what_is_no_write_has_no_criteria() throws Exception {
        // Given
        MemoryClient client = client();
        Answered read = client.asks("GET Condition/c1");

        // Then
        assertThat(ConditionalMatches.of(hospital.site, read, client.authorizer(read)))
                .isEmpty();
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    private Optional<ConditionalMatches> matches() throws Exception {
        MemoryClient client = client();
        Answered answered = client.writes("PUT Condition?identifier=k", ORDINARY);
        return ConditionalMatches.of(hospital.site, answered, client.authorizer(answered));
    }

    private MemoryClient client() {
        return new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
    }
}
