package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.consentgateway.core.law.PackReader;
import org.consentgateway.core.law.PolicyPack;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A parent's signature for a minor ends at majority, 45 CFR 164.502(g)(2), (g)(3): on the birthday, not before. */
class MajorityTest {

    /** It went over the date line at the end of 2011-12-29: its calendar has no 30th, but who was born elsewhere may be. */
    private static final ZoneId SAMOA = ZoneId.of("Pacific/Apia");

    private static Decision decided(String born, String signed, LocalDateTime now) {
        Access asked = WrittenQuestion.of(
                "consents: [{like: C-AUTH, patient: Patient/M1, signers: [RelatedPerson/par-1],"
                        + " representativeAuthority: true, dateTime: '" + signed + "', rule: {end: '2040'}}]",
                "caller: DrX, purpose: TREAT, resource: {like: MN1, lives: {Patient/M1: {born: '" + born + "'}}}");
        PolicyPack pack = PackReader.read(
                        List.of(Packs.yaml(Path.of("../../fhir-profiles/src/main/resources/packs/us-hipaa.yaml"))),
                        Packs.ORG,
                        SAMOA,
                        new ArrayList<>())
                .orElseThrow();
        Instant at = now.atZone(SAMOA).toInstant();
        return Decide.decide(new Access(
                asked.caller(), asked.facts(), asked.background(), asked.consents(), asked.grants(), pack, at));
    }

    @ParameterizedTest
    @CsvSource({
        // the last instant of the day before, and the first of the birthday
        "2011-12-31, 2029-12-30, 2029-12-30T23:59:59, auth-valid",
        "2011-12-31, 2029-12-30, 2029-12-31T00:00:00, auth-signer-invalid",
        // a date of birth is that date, also where the calendar of the site leaves it out
        "2011-12-30, 2029-12-29, 2029-12-29T23:59:59, auth-valid",
        "2011-12-30, 2029-12-29, 2029-12-30T00:00:00, auth-signer-invalid",
        // signed on the birthday itself: for somebody who is of age
        "2011-12-30, 2029-12-30, 2029-12-30T12:00:00, auth-valid",
        // of a month alone, the last of its days may be the birthday
        "2011-12, 2029-12-30, 2029-12-30T12:00:00, auth-signer-invalid",
        "2011-12, 2029-12-31, 2029-12-31T12:00:00, auth-valid"
    })
    void it_ends_on_the_birthday(String born, String signed, LocalDateTime now, String told) {
        assertThat(decided(born, signed, now).grounds().get(0).reason().code()).isEqualTo(told);
    }
}
