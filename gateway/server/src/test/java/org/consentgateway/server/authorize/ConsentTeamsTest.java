package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentStore;
import org.junit.jupiter.api.Test;

/** Which teams a caller is in. */
class ConsentTeamsTest {

    private static final Reference TEAM = new Reference("CareTeam", "t1");

    @Test
    void a_caller_is_of_a_team_that_the_ehr_says_they_are_in_and_another_is_not() {
        // Given
        MemoryHospital hospital = new MemoryHospital()
                .with(
                        "{'resourceType':'CareTeam','id':'t1','status':'active','participant':"
                                + "[{'member':{'reference':'Practitioner/dr-c'}}]}",
                        consent());

        // Then
        assertThat(teams(hospital, "Practitioner/dr-c").memberOf()).containsExactly(TEAM);
        assertThat(teams(hospital, "Practitioner/dr-x").memberOf()).isEmpty();
    }

    @Test
    void a_team_that_cannot_be_read_is_told_as_that() {
        assertThat(teams(new MemoryHospital().with(consent()), "Practitioner/dr-c")
                        .unresolved())
                .containsExactly(TEAM);
    }

    private static ConsentTeams.Teams teams(MemoryHospital hospital, String who) {
        Caller caller = caller(who);
        Map<Reference, Consents> said = hospital.site
                .consents()
                .consentsOf(Set.of(new Reference("Patient", "P1")), ConsentStore.Freshness.STRICT);
        FactsWrittenByCaller own = new FactsWrittenByCaller(hospital.site.written(), Optional.of(caller));
        return new ConsentTeams(hospital.site, new RequestReads(hospital.site, "r"), own).of(caller, said.values());
    }

    private static String consent() {
        return "{'resourceType':'Consent','id':'c1','status':'active','scope':{'coding':[{'system':"
                + "'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},"
                + "'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],"
                + "'patient':{'reference':'Patient/P1'},'policyRule':{'coding':[{'system':"
                + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'OPTIN'}]},'provision':{'type':'permit',"
                + "'provision':[{'type':'deny','actor':[{'role':{'coding':[{'system':"
                + "'http://terminology.hl7.org/CodeSystem/v3-RoleClass','code':'PROV'}]},"
                + "'reference':{'reference':'CareTeam/t1'}}]}]}}";
    }
}
