package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.RELEASED;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.BinaryCreators;
import org.consentgateway.server.port.Chart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The strictest owner of a Binary decides about it. */
class BinaryOwnersTest {

    private static final Reference NOTED = new Reference("DocumentReference", "N1");
    private static final Reference ORDINARY = new Reference("DocumentReference", "D1");
    private static final Decision KEPT =
            new Decision.Withhold(RELEASED.classification(), List.of(Decision.Ground.of(Reason.PSYN_NO_BASIS)));

    private final MemoryHospital hospital = new MemoryHospital()
            .with(
                    NOTE,
                    document("D1", "Binary/d1"),
                    document("D2", "Binary/n1"),
                    document("D3", "https://files.example/x"));

    /** Who may not have a note. */
    private final BinaryOwners.Owners outsiders = new BinaryOwners.Owners() {
        @Override
        public Decision decision(Json.Obj owner, Reference binary) {
            return Chart.self(owner).equals(Optional.of(NOTED)) ? KEPT : RELEASED;
        }

        @Override
        public Optional<Set<Reference>> patients(Json.Obj owner) {
            return Optional.of(Set.of(new Reference("Patient", "P1")));
        }
    };

    @ParameterizedTest
    @CsvSource({
        "d1, '', release",
        "n1, '', withhold",
        "x, DocumentReference/none, withhold",
        "x, '', withhold",
        "d1, DocumentReference/N1, withhold"
    })
    void the_strictest_of_context_and_documents_decides_and_nobodys_is_withheld(
            String id, String context, String decision) throws Exception {
        assertThat(decision(owners(Optional.empty()), binary(id, context, "text/plain"))
                        .getClass()
                        .getSimpleName())
                .isEqualToIgnoringCase(decision);
    }

    @Test
    void where_the_ehr_finds_no_owner_one_that_a_sealed_link_names_counts_while_it_holds_the_attachment()
            throws Exception {
        // Given
        hospital.ehr.refuses("GET DocumentReference?location", 400);

        // Then
        assertThat(decision(owners(Optional.empty()), binary("d1", "", "text/plain")))
                .isInstanceOf(Decision.Withhold.class);
        assertThat(decision(owners(Optional.of(ORDINARY)), binary("d1", "", "text/plain")))
                .isInstanceOf(Decision.Release.class);
        assertThat(decision(owners(Optional.of(ORDINARY)), binary("x", "", "text/plain")))
                .isInstanceOf(Decision.Withhold.class);
    }

    @Test
    void a_binary_that_nothing_links_yet_is_its_creators() throws Exception {
        // Given
        Reference fresh = new Reference("Binary", "fresh");
        hospital.creators.put(
                fresh,
                new BinaryCreators.Created(fresh, "1", hospital.site.seals().creator(caller("Practitioner/dr-c"))));

        // Then
        assertThat(decision(owners(Optional.empty()), binary("fresh", "", "text/plain")))
                .isInstanceOf(Decision.Release.class);
        assertThat(new BinaryOwners(hospital.site, "r", caller("Practitioner/dr-x"), Optional.empty())
                        .decision(binary("fresh", "", "text/plain"), RELEASED, outsiders))
                .isInstanceOf(Decision.Withhold.class);
    }

    @ParameterizedTest
    @CsvSource({"text/plain, false", "image/png, true"})
    void what_cannot_be_looked_into_goes_by_its_label_and_the_record_says_so(String type, boolean opaque)
            throws Exception {
        assertThat(decision(owners(Optional.empty()), binary("d1", "", type)).grounds().stream()
                        .anyMatch(ground -> ground.reason() == Reason.OPAQUE_CONTENT))
                .isEqualTo(opaque);
    }

    @Test
    void a_document_shows_no_attachment_that_is_a_notes_too() {
        // Given
        BinaryOwners owners = owners(Optional.empty());

        // Then
        assertThat(hidden(owners, document("D2", "Binary/n1"))).containsExactly("Binary/n1");
        assertThat(hidden(owners, document("D1", "Binary/d1"))).isEmpty();
    }

    @Test
    void of_what_is_mentioned_the_attachments_of_notes_are_hidden() {
        Set<Reference> mentioned =
                Set.of(new Reference("Binary", "n1"), new Reference("Binary", "d1"), new Reference("Patient", "n1"));
        assertThat(owners(Optional.empty()).hidden(mentioned, Optional.empty(), BinaryOwnersTest::mayHave))
                .containsExactly(new Reference("Binary", "n1"));
    }

    private Set<String> hidden(BinaryOwners owners, String document) {
        Json.Obj resource = json(document);
        owners.resolve(List.of(resource));
        return owners.hiddenAttachments(resource, resource, true, BinaryOwnersTest::mayHave);
    }

    private static boolean mayHave(Json.Obj owner) {
        return !Chart.self(owner).equals(Optional.of(NOTED));
    }

    private BinaryOwners owners(Optional<Reference> sealed) {
        return new BinaryOwners(hospital.site, "r", caller("Practitioner/dr-c"), sealed);
    }

    private Decision decision(BinaryOwners owners, Json.Obj binary) throws Exception {
        return owners.decision(binary, RELEASED, outsiders);
    }

    private static Json.Obj binary(String id, String context, String type) {
        return json("{'resourceType':'Binary','id':'" + id + "','contentType':'" + type + "'"
                + (context.isEmpty() ? "" : ",'securityContext':{'reference':'" + context + "'}") + "}");
    }

    private static String document(String id, String url) {
        return "{'resourceType':'DocumentReference','id':'" + id + "','status':'current',"
                + "'subject':{'reference':'Patient/P1'},'content':[{'attachment':{'url':'" + url + "'}}]}";
    }
}
