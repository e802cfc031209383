package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PACK;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each plan has the handler that answers it. */
class InteractionDispatcherTest {

    private static final String JSON = "application/fhir+json";
    private static final String SET = "{'resourceType':'Bundle','type':'searchset','entry':[{'resource':" + PLAIN
            + "},{'resource':" + NOTE + "}]}";
    private static final Plan.Page PAGE = new Plan.Page("Patient/P1/$everything");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
    private final List<String> own = new ArrayList<>();

    @Test
    void a_read_is_answered_by_the_resource() {
        assertThat(answer(client.answered("GET Observation/o2", 200, JSON, PLAIN)))
                .isInstanceOf(Released.class);
        assertThat(client.reply.text()).contains("\"resourceType\":\"Observation\"");
    }

    @ParameterizedTest
    @CsvSource({"search", "everything", "lastn", "operation"})
    void what_is_answered_by_a_searchset_shows_what_may_be_seen_of_it(String kind) {
        // When
        answer(planned(kind, client.answered("GET Observation?code=x", 200, JSON, SET)));

        // Then
        assertThat(client.reply.text())
                .contains("\"type\":\"searchset\"", "\"id\":\"o2\"")
                .doesNotContain("N1");
    }

    @Test
    void a_question_of_terminology_is_answered_by_its_resource() {
        // When
        answer(with(
                new Plan.Terminology("ValueSet/$expand", "ValueSet"),
                client.answered("GET Observation/o2", 200, JSON, "{'resourceType':'ValueSet','status':'active'}")));

        // Then
        assertThat(client.reply.text()).contains("ValueSet");
    }

    @Test
    void a_history_is_asked_for_by_its_handler() {
        // Given
        hospital.ehr.answers(
                "Observation/o2/_history",
                "{'resourceType':'Bundle','type':'history','entry':[{'fullUrl':'Observation/o2','resource':" + PLAIN
                        + ",'request':{'method':'PUT','url':'Observation/o2'},'response':{'status':'200'}}]}");

        // When
        answer(client.asks("GET Observation/o2/_history"));

        // Then
        assertThat(client.reply.text()).contains("\"type\":\"history\"");
    }

    @Test
    void a_write_reaches_the_ehr() {
        answer(client.writes("PUT Observation/o2", PLAIN.replace("final", "amended")));
        assertThat(hospital.ehr.asked()).contains("PUT Observation/o2");
    }

    @Test
    void a_batch_takes_the_same_road_for_each_entry() {
        // When
        answer(client.bundle("{'resourceType':'Bundle','type':'batch','entry':["
                + "{'request':{'method':'GET','url':'Observation/o2'}}]}"));

        // Then
        assertThat(client.reply.text()).contains("\"type\":\"batch-response\"", "\"id\":\"o2\"");
    }

    @Test
    void what_the_gateway_answers_itself_asks_the_ehr_nothing() {
        // When
        answer(client.asks("GET Patient/P1/$explain-access"));

        // Then
        assertThat(own).containsExactly("r");
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    @Test
    void what_may_say_that_something_is_hidden_leaves_on_the_grid() {
        // When
        NotFoundTiming.Settled hidden =
                dispatcher(Duration.ofMillis(1)).settle(client.answered("GET DocumentReference/N1", 200, JSON, NOTE));

        // Then
        assertThat(((Refused) hidden.stage()).status()).isEqualTo(404);
        assertThat(hidden.bill()).isPresent();
    }

    @Test
    void a_fault_is_refused_while_nothing_has_left_and_cuts_what_has() {
        // Given
        InteractionDispatcher dispatcher = dispatcher(Duration.ZERO);
        Answered asked = client.asks("GET Observation/o2");

        // When
        Stage before = dispatcher.broken(asked.ask(), Fault.INTERNAL);
        client.reply.start(200, Map.of());
        Stage after = dispatcher.broken(asked.ask(), Fault.INTERNAL);

        // Then
        assertThat(((Refused) before).status()).isEqualTo(500);
        assertThat(((Released) after).summary().status()).isZero();
        assertThat(client.reply.cut).isTrue();
    }

    private Answered planned(String kind, Answered search) {
        return switch (kind) {
            case "everything" -> with(new Plan.Everything("Patient/P1/$everything", Optional.empty(), PAGE), search);
            case "lastn" -> with(new Plan.LastN("Observation/$lastn", 1, PAGE), search);
            case "operation" ->
                with(
                        new Plan.Operation(
                                "Patient/P1/$some", Optional.empty(), new OperationOutput.Searchset(Set.of()), PAGE),
                        search);
            default -> search;
        };
    }

    private static Answered with(Plan plan, Answered asked) {
        return new Answered(asked.ask(), asked.caller(), asked.bearer(), plan, asked.upstream());
    }

    private Stage answer(Answered answered) {
        return dispatcher(Duration.ZERO).settle(answered).stage();
    }

    private InteractionDispatcher dispatcher(Duration slot) {
        MemoryRoad road = new MemoryRoad(hospital.site, client);
        return new InteractionDispatcher(
                hospital.site,
                new PageLinks(
                        new SealedTokens(new SecretKeySpec(new byte[32], "AES")),
                        hospital.site.bases().publicBase(),
                        new RememberedPageLinks()),
                new PageSizes(),
                (ask, who) -> {
                    own.add(ask.id());
                    return RequestEnds.complete(ask, who, 200);
                },
                road.rule(),
                road.forward(),
                MemoryRoad.PARSER,
                new NotFoundTiming(
                        new TimingGrid(slot, () -> 0L),
                        new Decoys(hospital.site.ehr(), hospital.site.ehr()),
                        PACK.hideableTypes()::contains,
                        PACK.notes()));
    }
}
