package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What-if by {@code $explain-access}: the decision as it would have been, or will be, at another time. */
class ExplainAtTest extends OneWorld {

    /** P1's authorization for Dr X holds from 30 days ago, for 330 days. */
    @ParameterizedTest(name = "in {0} days: {1}")
    @CsvSource({"-400, withhold", "-31, withhold", "-29, release", "0, release", "299, release", "302, withhold"})
    void an_authorization_opens_a_note_within_its_period_alone(int days, String decision) throws Exception {
        // Given
        world.ehr.put(Chart.authorization("C-AUTH"));
        String officer = world.tokens.with(claims -> {
            claims.put("sub", "u-po").put("fhirUser", "Practitioner/po");
            claims.withObject("/realm_access").withArray("roles").add("privacy-officer");
        });

        // When
        Reply reply = world.get(
                "/fhir/Patient/P1/$explain-access?resource=DocumentReference/N1&caller=Practitioner/dr-x"
                        + "&organization=Organization/org-b&purpose=TREAT&at="
                        + LocalDate.now(ZoneOffset.UTC).plusDays(days),
                officer);

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("{\"name\":\"decision\",\"valueCode\":\"" + decision + "\"}");
    }
}
