package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import org.consentgateway.server.authorize.MemoryHospital;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A resource is in a chart by what is shown of it. */
class ChartMembershipTest {

    private final ChartMembership chart = new ChartMembership(new MemoryHospital().site, "Patient/P1");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {'subject':{'reference':'Patient/P1'}} | {'subject':{'reference':'Patient/P1'}} | true
                    {'entry':[{'reference':'Patient/P1'}],'a':{'reference':'Patient/P1'}} | {'a':{'reference':'Patient/P1'}} | true
                    {'entry':[{'reference':'Patient/P1'}]} | {'id':'x'} | false
                    {'entry':[{'reference':'Patient/P1'}]} | {'a':{'reference':'Patient/P2'}} | false
                    {'entry':[{'reference':'Patient/P2'}]} | {'id':'x'} | true
                    {'id':'x'} | {'id':'x'} | true
                    """)
    void what_is_there_by_something_hidden_alone_is_not_seen(String stored, String shown, boolean seen) {
        assertThat(chart.isSeen(json(stored), json(shown))).isEqualTo(seen);
    }
}
