package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.SeparationOfDuties;
import org.consentgateway.core.law.SeparationOfDuties.Maker;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.GrantStore;
import org.consentgateway.server.adapter.jdbc.RememberedTrail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls open()
class LegalBasisOperationsTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Reference P1 = new Reference("Patient", "p1");
    private static final String HASH = "ab".repeat(32);

    /** Name of an element as the outcome tells it, and the parameter that bears it. */
    private static final Map<String, String> ELEMENTS = Map.ofEntries(
            Map.entry("recipient", "{'name':'recipient','valueReference':{'reference':'Practitioner/court-1'}}"),
            Map.entry("end", "{'name':'end','valueDateTime':'2026-06-02T12:00:00Z'}"),
            Map.entry("resource", "{'name':'resource','valueReference':{'reference':'DocumentReference/n1'}}"),
            Map.entry("attestation", "{'name':'attestation','valueString':'serious and imminent'}"),
            Map.entry("party.plaintiff", party("plaintiff", "Patient/p1")),
            Map.entry("party.defendant", party("defendant", "Organization/org-a")),
            Map.entry("party.overseen", party("overseen", "Practitioner/dr-o")),
            Map.entry("party.supervisor", party("supervisor", "Practitioner/sup")),
            Map.entry("party.trainee", party("trainee", "Practitioner/trn")),
            Map.entry("party.attestor", party("attestor", "Practitioner/dr-o")));

    private static final Map<String, List<String>> REQUIRED = Map.of(
            "own-training", List.of("party.supervisor", "party.trainee"),
            "legal-defence", List.of("party.plaintiff", "party.defendant", "reference.number"),
            "hhs-secretary", List.of("reference.number", "reference.issuer", "evidence.sha256"),
            "required-by-law", List.of("reference.number", "reference.issuer", "evidence.sha256", "resource"),
            "originator-oversight", List.of("party.overseen"),
            "coroner", List.of("reference.number"),
            "serious-threat", List.of("attestation", "party.attestor", "resource"),
            "patient-release", List.of());

    @TempDir
    Path folder;

    private final RememberedTrail trail = new RememberedTrail();
    private Database database;
    private GrantStore store;
    private LegalBasisOperations operations;

    @BeforeEach
    void open() throws Exception {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        database = Database.embedded(folder);
        store = new GrantStore(database, trail, clock);
        operations = new LegalBasisOperations(
                store,
                OperationPacks.pack(),
                (user, notes) -> user.toString().equals("Practitioner/dr-o")
                        && notes.equals(List.of(new Reference("DocumentReference", "n1"))),
                (grant, maker) -> SeparationOfDuties.contains(
                        grant,
                        new Maker(maker.user(), maker.subject(), Set.of(new Reference("Organization", "org-b")))),
                (grant, maker, note, at) -> Optional.empty(),
                Reference::parse,
                clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    static Stream<Arguments> everyBasisWithEachElementMissing() {
        return REQUIRED.keySet().stream().sorted().flatMap(basis -> Stream.concat(
                        Stream.of("nothing", "recipient", "end"), REQUIRED.getOrDefault(basis, List.of()).stream())
                .map(missing -> Arguments.of(basis, missing)));
    }

    @ParameterizedTest(name = "{0} without {1}")
    @MethodSource("everyBasisWithEachElementMissing")
    void a_grant_is_filed_only_when_nothing_that_the_basis_requires_is_missing(String basis, String missing)
            throws Exception {
        // Given
        Json.Obj parameters = complete(basis, Set.of(missing));
        // When
        OperationAnswer answer = operations.file("r-1", People.OFFICER, P1, parameters);
        // Then
        if (missing.equals("nothing")) {
            assertThat(answer.status()).as(text(answer)).isEqualTo(201);
            assertThat(value(answer, "status")).isEqualTo(basis.equals("legal-defence") ? "pending" : "active");
            Grant stored = store.find(value(answer, "id")).orElseThrow().grant();
            assertThat(stored.basis().code()).isEqualTo(basis);
            assertThat(stored.recipient()).hasToString("Practitioner/court-1");
            assertThat(trail.events()).containsExactly("created");
        } else {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(diagnostics(answer)).containsExactly("`" + missing + "` is missing");
            assertThat(store.ofPatient(P1)).isEmpty();
            assertThat(trail.entries()).isEmpty();
        }
    }

    @Test
    void what_is_only_tested_is_not_filed_and_a_missing_note_is_told() throws Exception {
        // Given
        Json.Obj parameters = json("""
            {'resourceType':'Parameters','parameter':[
              {'name':'basis','valueCode':'patient-release'},
              {'name':'recipient','valueReference':{'reference':'Patient/p1'}},
              {'name':'end','valueDateTime':'2026-06-02T12:00:00Z'},
              {'name':'test','valueReference':{'reference':'DocumentReference/none'}}]}\
            """);
        // When
        OperationAnswer answer = operations.file("r-1", People.OFFICER, P1, parameters);
        // Then
        assertThat(answer.status()).as(text(answer)).isEqualTo(200);
        assertThat(text(answer)).contains("tested", "nothing-there");
        assertThat(store.ofPatient(P1)).isEmpty();
        assertThat(trail.entries()).isEmpty();
    }

    @Test
    void everything_that_is_missing_is_told_at_once() throws Exception {
        // When
        OperationAnswer answer = operations.file("r-1", People.OFFICER, P1, json("""
            {'resourceType':'Parameters','parameter':[
              {'name':'basis','valueCode':'required-by-law'},{'name':'maxUses','valueInteger':0}]}\
            """));
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(diagnostics(answer))
                .containsExactlyInAnyOrder(
                        "`recipient` is missing",
                        "`end` is missing",
                        "`maxUses` must be a positive integer",
                        "`reference.number` is missing",
                        "`reference.issuer` is missing",
                        "`evidence.sha256` is missing",
                        "`resource` is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name':'surprise','valueString':'x'}",
                "{'name':'recipient','valueReference':{'reference':'Practitioner/second'}}",
                "{'name':'purpose','valueCode':'NOSUCH'}",
                "{'name':'resource','valueReference':{'reference':'https://elsewhere.example/DocumentReference/n1'}}",
                "{'name':'resource','valueString':'DocumentReference/n1'}",
                "{'name':'resource','valueReference':{'reference':'DocumentReference/n1'},'extension':[]}",
                "{'name':'party','part':[{'name':'role','valueCode':'judge'},{'name':'who','valueReference':{'reference':'Practitioner/x'}}]}",
                "{'name':'party','part':[{'name':'role','valueCode':'attestor'}]}",
                "{'name':'party','valueString':'x'}",
                "{'name':'reference','part':[{'name':'docket','valueString':'x'}]}",
                "{'name':'evidence','part':[{'name':'sha256','valueString':'not a hash'}]}",
                "{'name':'maxUses','valueInteger':-1}",
                "{'name':'maxUses','valueInteger':1.0}",
                "{'name':'maxUses','valueString':'1'}",
                "{'name':'privilegeReview','valueString':'true'}",
                "{'name':'start','valueDateTime':'2026-06-03'}",
                "{'name':'start','valueDateTime':'2026-06-01T12:00:00'}",
                "{'name':'start','valueDateTime':'yesterday'}",
                "{'name':'attestation','valueString':'a\\u0000b'}",
            })
    void what_is_not_understood_is_refused(String extra) throws Exception {
        // Given a complete grant and one parameter more
        List<String> all = parameters("originator-oversight", Set.of());
        all.add(extra);
        // When
        OperationAnswer answer = operations.file("r-1", People.OFFICER, P1, parameters(all));
        // Then
        assertThat(answer.status()).as(text(answer)).isEqualTo(422);
        assertThat(text(answer)).doesNotContain("surprise").doesNotContain("elsewhere");
        assertThat(store.ofPatient(P1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-01T11:59:59Z, 422, ''",
        "2026-06-01T12:00:00Z, 422, ''",
        "2026-05-31, 422, ''",
        "2026-06-01T12:00:01Z, 201, 2026-06-01T12:00:01Z",
        // a date ends in the site's zone
        "2026-06-01, 201, 2026-06-02T03:59:59.999Z",
        "2026-06, 201, 2026-07-01T03:59:59.999Z",
        "2026-06-01T09:00:00-05:00, 201, 2026-06-01T14:00:00Z"
    })
    void a_grant_ends_in_the_future(String end, int status, String stored) throws Exception {
        // Given
        List<String> all = parameters("coroner", Set.of("end"));
        all.add("{'name':'end','valueDateTime':'" + end + "'}");
        // When
        OperationAnswer answer = operations.file("r-1", People.OFFICER, P1, parameters(all));
        // Then
        assertThat(answer.status()).isEqualTo(status);
        if (status == 201)
            assertThat(store.ofPatient(P1).get(0).grant().term().end()).isEqualTo(Instant.parse(stored));
    }

    @Test
    void no_grant_lasts_longer_than_the_pack_says() throws Exception {
        // Given
        List<String> all = parameters("serious-threat", Set.of("end"));
        all.add("{'name':'end','valueDateTime':'2027-06-01'}");
        // When
        OperationAnswer answer = operations.file("r-1", People.OFFICER, P1, parameters(all));
        // Then
        assertThat(answer.status()).isEqualTo(201);
        assertThat(value(answer, "end")).isEqualTo("2026-06-02T12:00:00Z");
        assertThat(store.ofPatient(P1).get(0).grant().term().end()).isEqualTo(Instant.parse("2026-06-02T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"originator-treatment", "authorization", "subpoena", "", "Required-By-Law"})
    void a_basis_that_takes_no_grant_is_refused(String basis) throws Exception {
        List<String> all = parameters("coroner", Set.of());
        all.set(0, "{'name':'basis','valueCode':'" + basis + "'}");
        assertThat(operations.file("r-1", People.OFFICER, P1, parameters(all)).status())
                .isEqualTo(422);
    }

    @Test
    void only_a_privacy_officer_records_lists_approves_and_revokes() throws Exception {
        Json.Obj complete = complete("required-by-law", Set.of());
        Json.Obj id = parameters(List.of("{'name':'id','valueString':'x'}"));
        for (Caller caller : List.of(
                People.THERAPIST,
                People.COURT,
                People.PATIENT,
                People.caller("Practitioner/x", "s", Set.of(Role.CONSENT_MANAGER, Role.LABELLER, Role.BREAK_GLASS)))) {
            assertThat(operations.file("r", caller, P1, complete).status()).isEqualTo(403);
            assertThat(operations.list(caller, P1).status()).isEqualTo(403);
            assertThat(operations.approve("r", caller, P1, id).status()).isEqualTo(403);
            assertThat(operations.revoke("r", caller, P1, id).status()).isEqualTo(403);
        }
        assertThat(store.ofPatient(P1)).isEmpty();
    }

    @Test
    void a_serious_threat_is_also_recorded_by_the_originator_who_attests() throws Exception {
        // Given the attestor dr-o, who recorded n1 but not n2
        Json.Obj own = complete("serious-threat", Set.of());
        List<String> others = parameters("serious-threat", Set.of("resource"));
        others.add("{'name':'resource','valueReference':{'reference':'DocumentReference/n2'}}");
        // When Then
        assertThat(operations.file("r", People.THERAPIST, P1, own).status()).isEqualTo(201);
        assertThat(operations
                        .file("r", People.THERAPIST, P1, parameters(others))
                        .status())
                .isEqualTo(403);
        assertThat(operations.file("r", People.COURT, P1, own).status()).isEqualTo(403);
        assertThat(operations
                        .file("r", People.THERAPIST, P1, complete("coroner", Set.of()))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void nobody_records_a_grant_for_themself() throws Exception {
        List<String> all = parameters("coroner", Set.of("recipient"));
        all.add("{'name':'recipient','valueReference':{'reference':'Practitioner/po-1'}}");
        assertThat(operations.file("r", People.OFFICER, P1, parameters(all)).status())
                .isEqualTo(422);
        assertThat(operations
                        .file("r", People.SECOND_OFFICER, P1, parameters(all))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void a_pending_grant_is_approved_by_a_second_person_who_is_not_its_recipient() throws Exception {
        // Given
        OperationAnswer filed = operations.file("r-1", People.OFFICER, P1, complete("legal-defence", Set.of()));
        Json.Obj id = parameters(List.of("{'name':'id','valueString':'" + value(filed, "id") + "'}"));
        Caller sameWithoutName = new Caller(
                "sub-po-1",
                "app-2",
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                new Caller.PurposeOfUse(Set.of(), false, false, java.util.Optional.empty()),
                new Caller.Permissions(
                        People.OFFICER.scopes(), java.util.Optional.empty(), Set.of(Role.PRIVACY_OFFICER)));
        Caller recipient = People.caller("Practitioner/court-1", "sub-x", Set.of(Role.PRIVACY_OFFICER));
        // When Then
        assertThat(operations.approve("r", People.OFFICER, P1, id).status()).isEqualTo(403);
        assertThat(operations.approve("r", sameWithoutName, P1, id).status()).isEqualTo(403);
        assertThat(operations.approve("r", recipient, P1, id).status()).isEqualTo(403);
        assertThat(operations
                        .approve("r", People.SECOND_OFFICER, new Reference("Patient", "p2"), id)
                        .status())
                .isEqualTo(404);
        assertThat(store.ofPatient(P1).get(0).grant().status()).isEqualTo(Grant.Status.PENDING);
        // When
        OperationAnswer approved = operations.approve("r-2", People.SECOND_OFFICER, P1, id);
        // Then
        assertThat(approved.status()).isEqualTo(200);
        assertThat(value(approved, "status")).isEqualTo("active");
        assertThat(store.ofPatient(P1).get(0).grant().documentation().humanApproval())
                .isTrue();
        assertThat(operations.approve("r-3", People.SECOND_OFFICER, P1, id).status())
                .isEqualTo(422);
        // When
        OperationAnswer revoked = operations.revoke("r-4", People.OFFICER, P1, id);
        // Then
        assertThat(value(revoked, "status")).isEqualTo("revoked");
        assertThat(operations.revoke("r-5", People.OFFICER, P1, id).status()).isEqualTo(200);
        assertThat(operations.approve("r-6", People.SECOND_OFFICER, P1, id).status())
                .isEqualTo(422);
        assertThat(trail.events()).containsExactly("created", "approved", "revoked");
    }

    @Test
    void without_the_trail_nothing_is_recorded() throws Exception {
        trail.failing(true);
        assertThat(operations
                        .file("r", People.OFFICER, P1, complete("coroner", Set.of()))
                        .status())
                .isEqualTo(503);
        trail.failing(false);
        assertThat(store.ofPatient(P1)).isEmpty();
    }

    @Test
    void without_the_database_nothing_is_answered() throws Exception {
        database.close();
        assertThat(operations
                        .file("r", People.OFFICER, P1, complete("coroner", Set.of()))
                        .status())
                .isEqualTo(503);
        assertThat(operations.list(People.OFFICER, P1).status()).isEqualTo(503);
    }

    @Test
    void the_list_tells_everything_of_a_grant() throws Exception {
        // Given
        operations.file("r", People.OFFICER, P1, complete("required-by-law", Set.of()));
        operations.file("r", People.OFFICER, new Reference("Patient", "p2"), complete("coroner", Set.of()));
        // When
        OperationAnswer list = operations.list(People.SECOND_OFFICER, P1);
        // Then
        assertThat(list.status()).isEqualTo(200);
        Json.Obj grants = resource(list);
        assertThat(grants.objects("parameter")).hasSize(1);
        Json.Obj grant = grants.objects("parameter").get(0);
        assertThat(grant.text("name")).contains("grant");
        assertThat(grant.objects("part").stream().flatMap(part -> part.text("name").stream()))
                .containsExactly(
                        "id",
                        "status",
                        "basis",
                        "citation",
                        "recipient",
                        "resource",
                        "reference",
                        "evidence",
                        "privilegeReview",
                        "humanApproval",
                        "start",
                        "end",
                        "createdBy",
                        "createdAt");
    }

    private static String party(String role, String who) {
        return "{'name':'party','part':[{'name':'role','valueCode':'" + role
                + "'},{'name':'who','valueReference':{'reference':'" + who + "'}}]}";
    }

    private static Json.Obj complete(String basis, Set<String> without) throws MalformedJson {
        return parameters(parameters(basis, without));
    }

    private static List<String> parameters(String basis, Set<String> without) {
        List<String> all = new ArrayList<>(List.of("{'name':'basis','valueCode':'" + basis + "'}"));
        List<String> reference = new ArrayList<>();
        List<String> wanted = new ArrayList<>(List.of("recipient", "end"));
        wanted.addAll(REQUIRED.getOrDefault(basis, List.of()));
        wanted.removeAll(without);
        for (String element : wanted) {
            if (element.startsWith("reference."))
                reference.add("{'name':'" + element.substring(10) + "','valueString':'26-CV-1'}");
            else if (element.equals("evidence.sha256"))
                all.add("{'name':'evidence','part':[{'name':'sha256','valueString':'" + HASH + "'}]}");
            else all.add(ELEMENTS.getOrDefault(element, element));
        }
        if (!reference.isEmpty()) all.add("{'name':'reference','part':[" + String.join(",", reference) + "]}");
        return all;
    }

    private static Json.Obj parameters(List<String> all) throws MalformedJson {
        return json("{'resourceType':'Parameters','parameter':[" + String.join(",", all) + "]}");
    }

    private static Json.Obj json(String text) throws MalformedJson {
        return JsonReader.object(text.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static Json.Obj resource(OperationAnswer answer) {
        return answer.match(OperationAnswer.Fhir::resource, document -> {
            throw new AssertionError("not a resource");
        });
    }

    private static String text(OperationAnswer answer) {
        return org.consentgateway.core.json.JsonWriter.text(resource(answer));
    }

    private static List<String> diagnostics(OperationAnswer answer) {
        return resource(answer).objects("issue").stream()
                .flatMap(issue -> issue.text("diagnostics").stream())
                .toList();
    }

    private static String value(OperationAnswer answer, String name) {
        return resource(answer).objects("parameter").stream()
                .filter(parameter -> parameter.text("name").equals(java.util.Optional.of(name)))
                .flatMap(parameter -> Stream.of("valueString", "valueCode", "valueDateTime")
                        .flatMap(type -> parameter.text(type).stream()))
                .findFirst()
                .orElse("none");
    }
}
