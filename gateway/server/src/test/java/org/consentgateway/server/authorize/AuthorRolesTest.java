package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.ServerCapabilities.Ability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the EHR's directory says of authors. */
class AuthorRolesTest {

    private static final Reference A = new Reference("Practitioner", "a");
    private static final Reference B = new Reference("Practitioner", "b");
    private static final String TOGETHER =
            "PractitionerRole?practitioner=Practitioner%2Fa%2CPractitioner%2Fb&_count=100";

    private final MemoryHospital hospital =
            new MemoryHospital().with(practitioner("a"), practitioner("b"), role("ra", "a"), role("rb", "b"));

    @Test
    void each_author_has_their_own_entry_and_their_roles() throws Exception {
        assertThat(entries(Set.of(A, B)))
                .isEqualTo(Map.of(
                        A, Set.of("Practitioner/a", "PractitionerRole/ra"),
                        B, Set.of("Practitioner/b", "PractitionerRole/rb")));
        assertThat(hospital.ehr.asked()).contains("GET " + TOGETHER);
    }

    @Test
    void who_is_not_in_the_directory_is_left_out_though_a_role_names_them() throws Exception {
        // Given
        hospital.with(role("rx", "x"));

        // Then
        assertThat(entries(Set.of(A, new Reference("Practitioner", "x")))).containsOnlyKeys(A);
    }

    @Test
    void an_ehr_that_takes_one_practitioner_alone_is_asked_for_each() throws Exception {
        // Given
        hospital.ehr.answers(TOGETHER, "{'resourceType':'Bundle','type':'searchset','entry':[]}");

        // Then
        assertThat(entries(Set.of(A, B)).get(B)).contains("PractitionerRole/rb");
        assertThat(hospital.site.chart().abilities().lacks(Ability.SEVERAL_IDS, "PractitionerRole?practitioner="))
                .isTrue();
    }

    @Test
    void an_ehr_that_takes_the_first_of_several_is_asked_for_each() throws Exception {
        // Given
        hospital.ehr.answers(TOGETHER, bundle(role("ra", "a")));

        // Then
        assertThat(entries(Set.of(A, B)).get(B)).contains("PractitionerRole/rb");
    }

    @Test
    void an_ehr_that_answers_with_roles_of_others_is_not_believed() {
        // Given
        String alone = "PractitionerRole?practitioner=Practitioner%2Fa&_count=100";
        hospital.ehr.answers(alone, bundle(role("rb", "b")));

        // Then
        assertThatThrownBy(() -> entries(Set.of(A))).isInstanceOf(Broken.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET Practitioner", "GET PractitionerRole"})
    void while_the_directory_does_not_answer_nothing_is_told_of_anybody(String asked) {
        hospital.ehr.refuses(asked, 0);
        assertThatThrownBy(() -> entries(Set.of(A))).isInstanceOf(Broken.class);
    }

    @Test
    void of_no_author_it_is_asked_about_nobody_so_that_the_calls_are_the_same() throws Exception {
        // When
        assertThat(entries(Set.of())).isEmpty();
        List<String> none = hospital.ehr.asked();

        // Then
        assertThat(none).hasSize(2).noneMatch(line -> line.contains("Practitioner/a"));
        assertThat(none.get(0)).startsWith("GET Practitioner/");
        assertThat(none.get(1)).startsWith("GET PractitionerRole?practitioner=Practitioner%2F");
    }

    private Map<Reference, Set<String>> entries(Set<Reference> authors) throws Broken {
        Map<Reference, Set<String>> found = new TreeMap<>();
        new AuthorRoles(hospital.site, "r")
                .of(authors)
                .forEach((author, entries) -> found.put(
                        author,
                        entries.stream()
                                .map(entry -> entry.text("resourceType").orElseThrow() + "/"
                                        + entry.text("id").orElseThrow())
                                .collect(Collectors.toSet())));
        return found;
    }

    private static String practitioner(String id) {
        return "{'resourceType':'Practitioner','id':'" + id + "'}";
    }

    private static String role(String id, String practitioner) {
        return "{'resourceType':'PractitionerRole','id':'" + id + "','practitioner':{'reference':'Practitioner/"
                + practitioner + "'}}";
    }

    private static String bundle(String resource) {
        return "{'resourceType':'Bundle','type':'searchset','entry':[{'resource':" + resource + "}]}";
    }
}
