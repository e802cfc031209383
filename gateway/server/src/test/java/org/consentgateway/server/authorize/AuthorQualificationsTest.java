package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** Who the authors are, and what they are qualified for. */
class AuthorQualificationsTest {

    private static final Reference ROLE = new Reference("PractitionerRole", "r1");
    private static final Reference PSYCHOLOGIST = new Reference("Practitioner", "dr-o");

    private final MemoryHospital hospital = new MemoryHospital()
            .with(
                    "{'resourceType':'Practitioner','id':'dr-o','qualification':[{'code':{'coding':[{'system':"
                            + "'http://nucc.org/provider-taxonomy','code':'103TC0700X'}]}}]}",
                    "{'resourceType':'PractitionerRole','id':'r1','practitioner':{'reference':'Practitioner/dr-o'}}");

    private final AuthorQualifications authors = new AuthorQualifications(
            hospital.site,
            new RequestReads(hospital.site, "r"),
            new FactsWrittenByCaller(hospital.site.written(), Optional.empty()));

    @Test
    void a_role_is_the_practitioner_who_has_it_with_their_qualifications() {
        assertThat(authors.practitioners(Set.of(ROLE))).containsExactly(PSYCHOLOGIST);
        assertThat(authors.of(Set.of(ROLE))).containsExactly(new Coding(Coding.NUCC, "103TC0700X"));
    }

    @Test
    void who_is_not_there_has_none() {
        assertThat(authors.of(Set.of(new Reference("Practitioner", "none")))).isEmpty();
    }
}
