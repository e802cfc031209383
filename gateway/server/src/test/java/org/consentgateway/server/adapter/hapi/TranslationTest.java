package org.consentgateway.server.adapter.hapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Directive.Status;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.Provision.Actor;
import org.consentgateway.core.consent.Provision.DataReference;
import org.consentgateway.core.consent.Provision.Meaning;
import org.consentgateway.core.consent.SignedForm;
import org.consentgateway.core.consent.SignedForm.ExpirationEvent;
import org.consentgateway.core.consent.SignedForm.Integrity;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslationTest {

    private static final Reference P1 = new Reference("Patient", "P1");
    private static final Reference ID = new Reference("Consent", "c1");
    private static final String EXTENSION = "https://consentgateway.org/fhir/StructureDefinition/";

    /** An authorization that 45 CFR 164.508(c) accepts. */
    private static final String AUTHORIZATION = """
        {"resourceType":"Consent","id":"c1","meta":{"versionId":"7"},"status":"active",
         "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
         "category":[{"coding":[{"system":"http://loinc.org","code":"64292-6"}]}],
         "patient":{"reference":"Patient/P1"},"dateTime":"2026-01-15","performer":[{"reference":"Patient/P1"}],
         "organization":[{"reference":"Organization/org-a"}],
         "sourceReference":{"reference":"DocumentReference/auth-1"},
         "policy":[{"uri":"https://example.org/forms/psychotherapy-notes-authorization|1"}],
         "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentpolicycodes","code":"hipaa-auth"}]},
         "verification":[{"verified":true,"verificationDate":"2026-01-15"}],
         "provision":{"type":"permit","period":{"start":"2026-01-15","end":"2026-12-31"},
          "actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},
                    "reference":{"reference":"Practitioner/dr-x"}}],
          "action":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentaction","code":"access"}]}],
          "securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PSYTHPN"}],
          "purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}],
          "data":[{"meaning":"instance","reference":{"reference":"DocumentReference/N1"}}]}}
        """;

    @Test
    void an_r4_authorization_is_read_whole() throws Exception {
        assertThat(directive(AUTHORIZATION))
                .isEqualTo(new Directive(
                        new Directive.Version(ID, Optional.of("7")),
                        P1,
                        Status.ACTIVE,
                        new Directive.Kind(
                                Set.of(new Coding(
                                        "http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy")),
                                Set.of(new Coding(Coding.LOINC, "64292-6")),
                                Set.of(new Coding(
                                        "http://terminology.hl7.org/CodeSystem/consentpolicycodes", "hipaa-auth")),
                                Set.of("https://example.org/forms/psychotherapy-notes-authorization|1")),
                        Optional.of("2026-01-15"),
                        new Provision(
                                "provision",
                                Effect.PERMIT,
                                new FhirPeriod(Optional.of("2026-01-15"), Optional.of("2026-12-31")),
                                List.of(new Actor(
                                        Set.of(new Coding(
                                                "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP")),
                                        Optional.of(new Reference("Practitioner", "dr-x")))),
                                new Provision.Codings(
                                        Set.of(new Coding(
                                                "http://terminology.hl7.org/CodeSystem/consentaction", "access")),
                                        Set.of(new Coding(Coding.ACT_CODE, "PSYTHPN")),
                                        Set.of(new Coding(Coding.ACT_REASON, "TREAT")),
                                        Set.of(),
                                        Set.of()),
                                new Provision.Selection(
                                        Optional.empty(),
                                        List.of(new DataReference(
                                                Meaning.INSTANCE,
                                                Optional.of(new Reference("DocumentReference", "N1"))))),
                                false,
                                List.of()),
                        new SignedForm(
                                Set.of("DocumentReference/auth-1"),
                                Set.of(new Reference("Organization", "org-a")),
                                Set.of(P1),
                                Optional.of(true),
                                new SignedForm.Expiry(Optional.empty(), false),
                                false,
                                false,
                                Integrity.UNCHECKED),
                        false));
    }

    @ParameterizedTest
    @CsvSource({
        "patient-privacy, ACTIVE",
        "research, ACTIVE",
        "local-scope, ACTIVE",
        "treatment, UNKNOWN",
        "adr, UNKNOWN",
    })
    void a_consent_to_care_says_nothing_of_who_may_see_what(String scope, Status status) throws Exception {
        assertThat(directive(AUTHORIZATION.replace("patient-privacy", scope)).status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIN, PERMIT",
        "OPTOUT, DENY",
        "OPTOUTE, DENY",
        "OPTINR, INDETERMINATE",
        "EMRGONLY, DENY",
        "other, INDETERMINATE",
    })
    void without_a_type_the_policy_rule_is_the_base(String code, Effect effect) throws Exception {
        String policy =
                "\"policyRule\":{\"coding\":[{\"system\":\"" + Coding.ACT_CODE + "\",\"code\":\"" + code + "\"}]}";

        assertThat(root(r4(policy)).effect()).isEqualTo(effect);
        assertThat(root(r4(policy + ",\"provision\":{\"type\":\"deny\"}")).effect())
                .isEqualTo(Effect.DENY);
    }

    @Test
    void with_neither_type_nor_policy_the_base_is_indeterminate() throws Exception {
        assertThat(root(r4("\"status\":\"active\"")).effect()).isEqualTo(Effect.INDETERMINATE);
        assertThat(root(r4("\"provision\":{\"provision\":[{\"code\":[]}]}"))
                        .children()
                        .get(0)
                        .effect())
                .isEqualTo(Effect.INDETERMINATE);
    }

    @Test
    void emergency_only_permits_in_an_emergency_alone() throws Exception {
        Provision root = root(
                r4("\"policyRule\":{\"coding\":[{\"system\":\"" + Coding.ACT_CODE + "\",\"code\":\"EMRGONLY\"}]}"));

        assertThat(root.children()).singleElement().satisfies(child -> {
            assertThat(child.effect()).isEqualTo(Effect.PERMIT);
            assertThat(child.codings().purposes())
                    .extracting(Coding::code)
                    .containsExactlyInAnyOrder("ETREAT", "ERTREAT", "BTG");
        });
    }

    @Test
    void a_nested_r4_rule_says_its_own_type_or_is_the_inverse_of_its_parent() throws Exception {
        Provision root = root(r4("""
            "provision":{"type":"permit","provision":[
               {"type":"permit"}, {"provision":[{}, {"type":"deny"}]} ]}
            """));

        assertThat(root.children()).extracting(Provision::effect).containsExactly(Effect.PERMIT, Effect.DENY);
        assertThat(root.children().get(1).children())
                .extracting(Provision::effect)
                .containsExactly(Effect.PERMIT, Effect.DENY);
        assertThat(root.children().get(1).children().get(1).path()).isEqualTo("provision.provision[1].provision[1]");
    }

    @Test
    void every_r5_rule_inverts_what_stands_above_it() throws Exception {
        Directive directive = directive("""
            {"resourceType":"Consent","id":"c1","status":"active","subject":{"reference":"Patient/P1"},
             "date":"2026-01-15","period":{"end":"2026-12-31"},"decision":"permit",
             "grantor":[{"reference":"Patient/P1"}],"controller":[{"reference":"Organization/org-a"}],
             "policyBasis":{"url":"https://example.org/form"},
             "provision":[{"actor":[{"reference":{"reference":"Practitioner/dr-x"}}],
                "provision":[{"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"ETREAT"}]}]}]}
            """);

        Provision root = directive.root();
        assertThat(directive.unknownModifier()).isFalse();
        assertThat(root.path()).isEqualTo("decision");
        assertThat(root.effect()).isEqualTo(Effect.PERMIT);
        assertThat(root.period().end()).contains("2026-12-31");
        assertThat(root.children().get(0).effect()).isEqualTo(Effect.DENY);
        assertThat(root.children().get(0).children().get(0).effect()).isEqualTo(Effect.PERMIT);
        assertThat(root.children().get(0).children().get(0).path()).isEqualTo("provision[0].provision[0]");
        assertThat(directive.form().signers()).containsExactly(P1);
        assertThat(directive.form().disclosers()).containsExactly(new Reference("Organization", "org-a"));
        assertThat(directive.kind().policyUris()).containsExactly("https://example.org/form");
        assertThat(directive.dateTime()).contains("2026-01-15");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"expression\":{\"language\":\"text/fhirpath\",\"expression\":\"true\"}",
                "\"documentType\":[{\"code\":\"a\"}],\"resourceType\":[{\"code\":\"b\"}]",
            })
    void an_r5_rule_that_cannot_be_evaluated_says_so(String attribute) throws Exception {
        String json = "{\"resourceType\":\"Consent\",\"id\":\"c1\",\"status\":\"active\","
                + "\"subject\":{\"reference\":\"Patient/P1\"},\"decision\":\"deny\",\"provision\":[{" + attribute
                + "}]}";

        assertThat(directive(json).root().children().get(0).unevaluable()).isTrue();
        assertThat(directive(json).root().children().get(0).codings().classes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"action\":[{\"text\":\"look\"}]",
                "\"purpose\":[{\"display\":\"treatment\"}]",
                "\"purpose\":[{\"system\":\"s\",\"code\":\"TREAT\"},{\"display\":\"more\"}]",
                "\"code\":[{\"coding\":[{\"display\":\"x\"}]}]",
                "\"class\":[{\"display\":\"x\"}]",
                "\"securityLabel\":[{\"system\":\"s\"}]",
                "\"actor\":[{\"role\":{\"text\":\"doctor\"},\"reference\":{\"reference\":\"Practitioner/x\"}}]",
                "\"data\":[{\"reference\":{\"reference\":\"Observation/x\"}}]",
                "\"modifierExtension\":[{\"url\":\"https://example.org/not\",\"valueBoolean\":true}]",
                "\"actor\":{\"reference\":{\"reference\":\"Practitioner/x\"}}",
                "\"period\":[{\"end\":\"2026-01-01\"}]",
                "\"provision\":{\"type\":\"deny\"}",
                "\"actor\":[{\"modifierExtension\":[{\"url\":\"https://example.org/not\",\"valueBoolean\":true}]}]",
            })
    void a_rule_that_is_not_wholly_understood_can_deny_widely_and_never_permit(String attribute) throws Exception {
        Provision root = root(r4("\"provision\":{\"type\":\"permit\"," + attribute + "}"));

        assertThat(root.unevaluable()).isTrue();
        assertThat(root.codings().purposes()).isEmpty();
        assertThat(root.codings().actions()).isEmpty();
        assertThat(root.codings().codes()).isEmpty();
        assertThat(root.codings().classes()).isEmpty();
        assertThat(root.codings().labels()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"modifierExtension\":[{\"url\":\"https://example.org/not\",\"valueBoolean\":true}]",
                "\"implicitRules\":\"https://example.org/rules\"",
                "\"verification\":[{\"verified\":true,\"modifierExtension\":[{\"url\":\"https://example.org/not\",\"valueBoolean\":true}]}]",
                "\"inventedElement\":1",
                "\"provision\":{\"inventedElement\":true}",
                "\"provision\":{\"type\":\"perhaps\"}",
                "\"provision\":{\"period\":{\"end\":\"someday\"}}",
                "\"provision\":[{\"type\":\"permit\"}]",
                "\"decision\":\"permit\"",
            })
    void what_is_unknown_in_a_consent_marks_the_whole(String member) throws Exception {
        assertThat(directive(r4(member)).unknownModifier()).isTrue();
    }

    @Test
    void an_extension_of_our_own_is_no_unknown_modifier() throws Exception {
        Directive directive = directive(r4("\"extension\":[{\"url\":\"" + EXTENSION
                + "expiration-event\",\"valueCodeableConcept\":{\"text\":\"end of therapy\"}},{\"url\":\""
                + EXTENSION + "expiration-event-occurred\",\"valueBoolean\":true},{\"url\":\"" + EXTENSION
                + "research-no-expiry\",\"valueCode\":\"end-of-study\"},{\"url\":\"" + EXTENSION
                + "representative-authority\",\"valueString\":\"court order\"}],\"modifierExtension\":[{\"url\":\""
                + EXTENSION + "authorization-conditioned\",\"valueBoolean\":true}]"));

        assertThat(directive.unknownModifier()).isFalse();
        assertThat(directive.form().expiry().expiration()).contains(new ExpirationEvent("end of therapy", true));
        assertThat(directive.form().expiry().researchNoExpiry()).isTrue();
        assertThat(directive.form().representativeAuthority()).isTrue();
        assertThat(directive.form().conditioned()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "draft, DRAFT",
        "proposed, PROPOSED",
        "active, ACTIVE",
        "rejected, REJECTED",
        "inactive, INACTIVE",
        "entered-in-error, ENTERED_IN_ERROR",
        "Active, UNKNOWN",
        "signed, UNKNOWN",
    })
    void a_status_is_known_or_unknown(String status, Status expected) throws Exception {
        assertThat(directive(r4("\"status\":\"" + status + "\"")).status()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'[{\"verified\":true}]', true",
        "'[{\"verified\":false}]', false",
        "'[{\"verified\":true},{\"verified\":false}]', false",
        "'[{\"verificationDate\":\"2026-01-01\"}]', false",
    })
    void every_verification_must_say_yes(String verification, boolean verified) throws Exception {
        assertThat(directive(r4("\"verification\":" + verification)).form().verified())
                .contains(verified);
    }

    @Test
    void an_actor_that_is_not_a_literal_reference_is_unresolved() throws Exception {
        Provision root = root(r4("""
            "provision":{"type":"deny","actor":[
              {"role":{"coding":[{"code":"IRCP"}]},"reference":{"identifier":{"value":"x"}}},
              {"role":{"coding":[{"code":"IRCP"}]},"reference":{"reference":"https://other.test/Practitioner/x"}}]}
            """));

        assertThat(root.actors()).hasSize(2).allMatch(actor -> actor.reference().isEmpty());
        assertThat(root.unevaluable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // SHA-1 of "signed form"
        "toXN1gAk3ESHq7VU6Z2r6MJmLjk=, c2lnbmVkIGZvcm0=, true",
        "2jmj7l5rSw0yVb/vlWAYkK/YBwk=, c2lnbmVkIGZvcm0=, false",
        "not base64!, c2lnbmVkIGZvcm0=, false",
    })
    void a_source_whose_hash_is_another_differs(String hash, String data, boolean matches) throws Exception {
        String source = "\"provision\":{\"type\":\"permit\"},\"sourceAttachment\":{\"hash\":\"" + hash
                + "\",\"data\":\"" + data + "\"}";

        assertThat(directive(r4(source)).form().integrity()).isEqualTo(matches ? Integrity.MATCHES : Integrity.DIFFERS);
    }

    @Test
    void a_stored_form_is_compared_with_its_recorded_hash() throws Exception {
        // Given
        String data = "c2lnbmVkIGZvcm0=";
        String hash = Hashes.ofBase64(data).orElseThrow();
        CannedServer server = new CannedServer()
                .on("/DocumentReference/good", document("\"hash\":\"" + hash + "\",\"data\":\"" + data + "\""))
                .on("/DocumentReference/bad", document("\"hash\":\"" + hash + "\",\"data\":\"YWx0ZXJlZA==\""))
                .on("/DocumentReference/linked", document("\"hash\":\"" + hash + "\",\"url\":\"Binary/b1\""))
                .on(
                        "/DocumentReference/far",
                        document("\"hash\":\"" + hash + "\",\"url\":\"http://evil.test/Binary/b1\""))
                .on("/Binary/b1", "{\"resourceType\":\"Binary\",\"data\":\"YWx0ZXJlZA==\"}");

        // Then
        assertThat(integrity(server, "good")).isEqualTo(Integrity.MATCHES);
        assertThat(integrity(server, "bad")).isEqualTo(Integrity.DIFFERS);
        assertThat(integrity(server, "linked")).isEqualTo(Integrity.DIFFERS);
        assertThat(integrity(server, "far")).isEqualTo(Integrity.UNCHECKED);
        assertThat(integrity(server, "missing")).isEqualTo(Integrity.UNCHECKED);
        assertThat(server.asked).doesNotContain("http://evil.test/Binary/b1");
    }

    @Test
    void two_consents_of_one_form_share_a_key_and_two_of_nameless_forms_do_not() throws Exception {
        Sources one = new Sources(ID, references());
        Sources other = new Sources(new Reference("Consent", "c2"), references());

        assertThat(one.keys(json(r4("\"sourceReference\":{\"reference\":\"DocumentReference/a\"}"))))
                .isEqualTo(other.keys(json(r4("\"sourceReference\":{\"reference\":\"" + CannedServer.BASE
                        + "/DocumentReference/a/_history/2\"}"))))
                .isNotEmpty();
        assertThat(one.keys(json(r4("\"sourceAttachment\":{\"title\":\"form\"}"))))
                .isNotEqualTo(other.keys(json(r4("\"sourceAttachment\":{\"title\":\"form\"}"))))
                .isNotEmpty();
        assertThat(one.keys(json(r4("\"status\":\"active\"")))).isEmpty();
    }

    private static Integrity integrity(CannedServer server, String document) throws Exception {
        FhirReads reads = new FhirReads(server, CannedServer.BASE);
        return new Translation(references(), new SourceCheck(reads, references())::check)
                .directive(
                        ID,
                        P1,
                        json(AUTHORIZATION.replace("DocumentReference/auth-1", "DocumentReference/" + document)))
                .form()
                .integrity();
    }

    private static String document(String attachment) {
        return "{\"resourceType\":\"DocumentReference\",\"content\":[{\"attachment\":{" + attachment + "}}]}";
    }

    private static Provision root(String json) throws Exception {
        return directive(json).root();
    }

    private static Directive directive(String json) throws Exception {
        FhirReads reads = new FhirReads(new CannedServer(), CannedServer.BASE);
        return new Translation(references(), new SourceCheck(reads, references())::check).directive(ID, P1, json(json));
    }

    private static References references() {
        return new References(List.of(CannedServer.BASE.toString()), Optional.empty());
    }

    private static org.consentgateway.core.json.Json.Obj json(String text) throws Exception {
        return JsonReader.object(text.getBytes(StandardCharsets.UTF_8));
    }

    /** An R4 Consent with these members beside the ones that R4 demands. */
    private static String r4(String members) {
        String status = members.contains("\"status\"") ? "" : "\"status\":\"active\",";
        return "{\"resourceType\":\"Consent\",\"id\":\"c1\"," + status
                + "\"scope\":{\"coding\":[{\"code\":\"patient-privacy\"}]},\"patient\":{\"reference\":\"Patient/P1\"},"
                + members + "}";
    }
}
