package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryGrants.grant;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who recorded a grant does not belong to those who may use it. 45 CFR 164.514(h). */
class GrantorMembershipsTest {

    private static final Reference BOARD = new Reference("Organization", "board");
    private static final String MAKER = "Practitioner/officer sub-officer";

    private final MemoryHospital hospital = new MemoryHospital();
    private final Caller inspector =
            Caller.named(new Reference("Practitioner", "inspector"), Optional.of(BOARD), Set.of());

    @Test
    void whoever_works_elsewhere_may_record_a_grant_for_an_organisation() {
        // Given
        hospital.with(role("officer", "org-a"), organization("org-a", "none"));

        // Then
        assertThat(forced(grant("g", BOARD), MAKER)).isTrue();
    }

    @Test
    void a_grant_of_somebody_who_has_a_role_in_the_organisation_opens_nothing() {
        // Given
        hospital.with(role("officer", "board"));

        // Then
        assertThat(forced(grant("g", BOARD), MAKER)).isFalse();
    }

    @Test
    void a_part_of_the_organisation_is_the_organisation_however_deep() {
        // Given
        hospital.with(
                role("officer", "desk"),
                organization("desk", "office"),
                organization("office", "board"),
                organization("org-a", "none"));

        // Then
        assertThat(forced(grant("g", BOARD), MAKER)).isFalse();
    }

    @Test
    void a_role_of_somebody_else_says_nothing_of_the_maker() {
        // Given
        hospital.ehr.answers(
                "PractitionerRole?practitioner=Practitioner%2Fofficer",
                "{'resourceType':'Bundle','type':'searchset','entry':[{'resource':" + role("other", "board") + "}]}");

        // Then
        assertThat(forced(grant("g", BOARD), MAKER)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 404, 500})
    void where_the_roles_cannot_be_read_the_maker_counts_as_one_of_them(int status) {
        // Given
        hospital.ehr.refuses("GET PractitionerRole", status);

        // Then
        assertThat(forced(grant("g", BOARD), MAKER)).isFalse();
    }

    @Test
    void a_chain_of_organisations_without_an_end_is_not_followed_and_opens_nothing() {
        // Given
        for (int i = 0; i < 40; i++) hospital.with(organization("o" + i, "o" + (i + 1)));
        hospital.with(role("officer", "o0"));

        // Then
        assertThat(forced(grant("g", BOARD), MAKER)).isFalse();
    }

    @Test
    void a_circle_of_organisations_comes_to_an_end() {
        // Given
        hospital.with(role("officer", "a"), organization("a", "b"), organization("b", "a"));

        // Then
        assertThat(forced(grant("g", BOARD), MAKER)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Practitioner/officer sub-officer, true",
        "Practitioner/inspector sub-x, false",
        "sub-officer, false",
    })
    void nobody_records_a_grant_for_themself_and_who_is_not_known_may_be_anybody(String maker, boolean forced) {
        // Given
        Grant own = grant("g", new Reference("Practitioner", "inspector"));

        // Then
        assertThat(forced(own, maker)).isEqualTo(forced);
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    @Test
    void each_of_the_people_behind_a_grant_is_separate_or_it_opens_nothing() {
        // Given
        Grant own = grant("g", new Reference("Practitioner", "inspector"));

        // Then
        assertThat(forced(own, MAKER, "Practitioner/inspector sub-inspector")).isFalse();
        assertThat(forced(own)).isFalse();
    }

    @Test
    void of_a_grant_that_the_caller_cannot_use_nothing_is_asked() {
        // Given
        Grant others = grant("g", new Reference("Organization", "elsewhere"));
        Grant pending = grant("h", BOARD).withoutForce();

        // When
        List<Grant> separate = new GrantorMemberships(hospital.site).separate(List.of(others, pending), inspector, "r");

        // Then
        assertThat(separate).containsExactly(others, pending);
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"officer, false", "inspector, true"})
    void before_a_grant_is_filed_it_is_told_whether_its_maker_might_use_it(String maker, boolean might) {
        assertThat(new GrantorMemberships(hospital.site)
                        .contains(
                                grant("g", new Reference("Practitioner", "inspector")),
                                caller("Practitioner/" + maker)))
                .isEqualTo(might);
    }

    private boolean forced(Grant grant, String... makers) {
        Site site = hospital.site.with(new MemoryGrants().with(grant, makers));
        return new GrantorMemberships(site)
                        .separate(List.of(grant), inspector, "r")
                        .get(0)
                        .status()
                == Grant.Status.ACTIVE;
    }

    private static String role(String practitioner, String organization) {
        return "{'resourceType':'PractitionerRole','id':'" + practitioner + "-" + organization
                + "','practitioner':{'reference':'Practitioner/" + practitioner
                + "'},'organization':{'reference':'Organization/" + organization + "'}}";
    }

    private static String organization(String id, String of) {
        return "{'resourceType':'Organization','id':'" + id + "','partOf':{'reference':'Organization/" + of + "'}}";
    }
}
