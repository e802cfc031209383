package org.consentgateway.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.request.Ask.made;
import static org.consentgateway.core.request.Ask.outcome;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Scopes.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {

    private static final Reference P1 = new Reference("Patient", "P1");
    private static final Reference P2 = new Reference("Patient", "P2");
    private static final String LAB = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
    private static final Coding LAB_CODE =
            new Coding("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory");

    @ParameterizedTest
    @CsvSource({
        "user/Patient.read, RS",
        "user/Patient.write, CUD",
        "user/Patient.*, CRUDS",
        "user/*.*, CRUDS",
        "user/*.rs, RS",
        "user/Patient.r, R",
        "user/Patient.s, S",
        "user/Patient.cruds, CRUDS",
        "system/Patient.cu, CU",
        "patient/Patient.rs, RS",
        "user/Patient.r user/Patient.s, RS",
    })
    void a_scope_grants_its_letters(String claim, String letters) {
        assertThat(granted(claim, "Patient")).isEqualTo(letters);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "openid fhirUser profile offline_access launch/patient online_access",
                "user/Patient.sr", // letters out of order
                "user/Patient.rr",
                "user/Patient.x",
                "user/Patient.",
                "user/Patient",
                "user/Patient.READ",
                "user/patient.read",
                "user/Patients.read",
                "User/Patient.read",
                "admin/Patient.read",
                "user/Pat*.read",
                "user/Patient.read?",
                "user/Patient.rs?name=x",
                "user/Patient.rs?_security=R",
                "user/Patient.rs?category=a&_security=R",
                "user/Patient.rs?category:not=a",
                "user/Patient.rs?category=",
                "user/Patient.rs?category=a&category=b",
                "user/Patient.rs?category=a,",
                "user/Patient.rs?category=%c0%ae",
                "xuser/Patient.read",
                "user/Patient.readx",
                "user/Observation.read",
                "user/Patient\u00a0.read",
            })
    void what_is_not_understood_grants_nothing(String claim) {
        assertThat(granted(claim, "Patient")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"patient/*.*", "patient/Patient.rs"})
    void a_patient_scope_without_a_patient_grants_nothing(String claim) {
        assertThat(Scopes.reach(caller(claim, Optional.empty(), Optional.of(P1)), Permission.READ, "Patient"))
                .isEqualTo(ScopeReach.NOTHING);
    }

    @Test
    void a_user_scope_without_a_user_grants_nothing() {
        assertThat(Scopes.reach(caller("user/*.*", Optional.of(P1), Optional.empty()), Permission.READ, "Patient"))
                .isEqualTo(ScopeReach.NOTHING);
    }

    @Test
    void a_patient_scope_reaches_the_patient_in_context_alone() {
        // When
        ScopeReach reach = Scopes.reach(caller("patient/*.rs"), Permission.READ, "Observation");

        // Then
        assertThat(reach.whole()).isFalse();
        assertThat(reach.covers(Set.of(P1), Set.of(), Set.of(), Optional.empty()))
                .isTrue();
        assertThat(reach.covers(Set.of(P2), Set.of(), Set.of(), Optional.empty()))
                .isFalse();
        assertThat(reach.covers(Set.of(), Set.of(), Set.of(), Optional.empty())).isFalse();
    }

    @Test
    void a_granular_scope_reaches_what_meets_its_filter_alone() {
        // When
        ScopeReach reach =
                Scopes.reach(caller("user/Observation.rs?category=" + LAB), Permission.SEARCH, "Observation");

        // Then
        assertThat(reach.whole()).isFalse();
        assertThat(reach.covers(Set.of(P1), Set.of(), Set.of(LAB_CODE), Optional.empty()))
                .isTrue();
        assertThat(reach.covers(Set.of(P1), Set.of(LAB_CODE), Set.of(), Optional.empty()))
                .isFalse();
        assertThat(reach.covers(Set.of(P1), Set.of(), Set.of(new Coding("other", "laboratory")), Optional.empty()))
                .isFalse();
        assertThat(reach.covers(Set.of(P1), Set.of(), Set.of(), Optional.empty()))
                .isFalse();
    }

    @Test
    void every_filter_of_one_scope_must_be_met_and_any_one_scope_suffices() {
        // Given
        ScopeReach both =
                Scopes.reach(caller("user/Observation.rs?category=lab&status=final"), Permission.READ, "Observation");
        ScopeReach either = Scopes.reach(
                caller("user/Observation.rs?category=lab user/Observation.rs?status=final"),
                Permission.READ,
                "Observation");
        Set<Coding> lab = Set.of(new Coding("x", "lab"));

        // Then
        assertThat(both.covers(Set.of(P1), Set.of(), lab, Optional.of("final"))).isTrue();
        assertThat(both.covers(Set.of(P1), Set.of(), lab, Optional.of("amended")))
                .isFalse();
        assertThat(either.covers(Set.of(P1), Set.of(), lab, Optional.of("amended")))
                .isTrue();
        assertThat(either.covers(Set.of(P1), Set.of(), Set.of(), Optional.empty()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /fhir/Patient/P1, user/Patient.r, 200",
        "GET /fhir/Patient/P1, user/Patient.s, 403 scope",
        "GET /fhir/Patient?name=a, user/Patient.s, 200",
        "GET /fhir/Patient?name=a, user/Patient.r, 403 scope",
        "GET /fhir/Patient/P1/Observation, user/Patient.rs, 403 scope",
        "GET /fhir/Patient/P1/Observation, user/Observation.s, 200",
        "GET /fhir/Patient/P1/_history, user/Patient.r, 200",
        "GET /fhir/Patient/P1/$everything, user/Patient.r, 200",
        "DELETE /fhir/Patient/P1, user/Patient.cru, 403 scope",
        "DELETE /fhir/Patient/P1, user/Patient.d, 200",
        "DELETE /fhir/Patient?identifier=a, user/Patient.d, 403 scope",
        "DELETE /fhir/Patient?identifier=a, user/Patient.ds, 200",
        "DELETE /fhir/Patient/P1, user/Observation.*, 403 scope",
        "DELETE /fhir/Patient/P1, '', 403 scope",
        "GET /fhir/metadata, '', 200",
    })
    void an_interaction_needs_its_letters_on_its_type(String line, String claim, String expected) {
        assertThat(outcome(Scopes.permits(caller(claim), made(line)))).isEqualTo(expected);
    }

    private static String granted(String claim, String type) {
        Caller caller = caller(claim);
        return java.util.Arrays.stream(Permission.values())
                .filter(permission -> Scopes.reach(caller, permission, type).something())
                .map(permission -> permission.name().substring(0, 1))
                .collect(Collectors.joining());
    }

    private static Caller caller(String claim) {
        return caller(claim, Optional.of(P1), Optional.of(new Reference("Practitioner", "x")));
    }

    private static Caller caller(String claim, Optional<Reference> patient, Optional<Reference> user) {
        return new Caller(
                "subject",
                "client",
                user,
                Optional.empty(),
                Caller.PurposeOfUse.of(Set.of()),
                new Caller.Permissions(Scopes.parse(FhirVersion.R4, claim), patient, Set.of()));
    }
}
