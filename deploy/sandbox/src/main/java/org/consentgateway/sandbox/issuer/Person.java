package org.consentgateway.sandbox.issuer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Someone, or a system, that the development issuer gives tokens to. The same people stand in {@code
 * deploy/keycloak/realm.json}.
 *
 * @param user         login name
 * @param fhirUser     reference of who it is, empty for a system
 * @param organization reference of the organisation that they act for
 * @param roles        realm roles
 * @param scope        what their token lets them ask for
 * @param patient      launch context
 */
public record Person(
        String user,
        Optional<String> fhirUser,
        Optional<String> organization,
        List<String> roles,
        String scope,
        Optional<String> patient) {

    private static final String CLINICIAN = "openid fhirUser user/*.cruds";
    private static final Map<String, Person> ALL = List.of(
                    clinician("dr-o", "org-a"),
                    clinician("dr-c", "org-a"),
                    clinician("dr-pcp", "org-a"),
                    clinician("dr-k", "org-a"),
                    clinician("dr-q", "org-a"),
                    clinician("sup-1", "org-a"),
                    clinician("trn-1", "org-a"),
                    clinician("dr-x", "org-b"),
                    officer("privacy-1", "privacy-officer", "consent-manager"),
                    officer("privacy-2", "privacy-officer"),
                    officer("labeller-1", "labeller"),
                    officer("er-1", "break-glass"),
                    officer("adm-1"),
                    patient("pt1", "Patient/P1", "P1"),
                    patient("pt2", "Patient/P2", "P2"),
                    patient("par-1", "RelatedPerson/par-1", "M1"),
                    system("bulk-1", "org-a"),
                    system("payer-1", "payer-1"))
            .stream()
            .collect(Collectors.toUnmodifiableMap(Person::user, Function.identity()));

    public Person {
        roles = List.copyOf(roles);
    }

    /** Whom the sandbox knows by this login name. */
    public static Optional<Person> named(String user) {
        return Optional.ofNullable(ALL.get(user));
    }

    private static Person clinician(String user, String organization) {
        return new Person(
                user,
                Optional.of("Practitioner/" + user),
                Optional.of("Organization/" + organization),
                List.of(),
                CLINICIAN,
                Optional.empty());
    }

    private static Person officer(String user, String... roles) {
        return new Person(
                user,
                Optional.of("Practitioner/" + user),
                Optional.of("Organization/org-a"),
                List.of(roles),
                CLINICIAN,
                Optional.empty());
    }

    private static Person patient(String user, String fhirUser, String patient) {
        return new Person(
                user,
                Optional.of(fhirUser),
                Optional.empty(),
                List.of(),
                "openid fhirUser launch/patient patient/*.cruds",
                Optional.of(patient));
    }

    private static Person system(String user, String organization) {
        return new Person(
                user,
                Optional.empty(),
                Optional.of("Organization/" + organization),
                List.of(),
                "system/*.rs",
                Optional.empty());
    }
}
