package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.RELEASED;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.request.Caller;
import org.junit.jupiter.api.Test;

/** A Binary goes by its owners. */
class BinaryDecisionsTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");

    private final MemoryHospital hospital = new MemoryHospital()
            .with(
                    NOTE,
                    "{'resourceType':'DocumentReference','id':'D1','status':'current',"
                            + "'subject':{'reference':'Patient/P1'},'content':[{'attachment':{'url':'Binary/d1'}}]}");

    @Test
    void a_binary_goes_by_its_owner() throws Exception {
        assertThat(decision("d1", "DocumentReference/D1")).isNotInstanceOf(Decision.Withhold.class);
        assertThat(decision("n1", "DocumentReference/N1")).isInstanceOf(Decision.Withhold.class);
    }

    @Test
    void an_owner_that_cannot_be_read_opens_nothing() throws Exception {
        assertThat(decision("x1", "DocumentReference/none").grounds())
                .extracting(Decision.Ground::reason)
                .containsExactly(Reason.BINARY_OWNER_UNRESOLVED);
    }

    @Test
    void an_owner_may_be_had_or_not() {
        BinaryDecisions binaries = hospital.outside(CLINICIAN).binaries();
        assertThat(binaries.mayHave(json(NOTE))).isFalse();
        assertThat(binaries.mayHave(json(PLAIN))).isTrue();
    }

    private Decision decision(String id, String owner) throws Exception {
        Candidate binary = Candidate.root(json("{'resourceType':'Binary','id':'" + id
                + "','contentType':'text/plain','securityContext':{'reference':'" + owner + "'}}"));
        return hospital.outside(CLINICIAN).binaries().of(binary, RELEASED);
    }
}
