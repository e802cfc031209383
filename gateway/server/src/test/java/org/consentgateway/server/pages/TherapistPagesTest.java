package org.consentgateway.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What therapists learn of their own notes, and of no others. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class TherapistPagesTest {

    static Office office;

    @BeforeAll
    static void start() throws Exception {
        office = Office.withAuthorization();
    }

    @AfterAll
    static void stop() throws Exception {
        office.world.nothingLeftBehind();
        office.close();
    }

    @Test
    void a_therapist_sees_how_their_notes_are_protected_and_who_opened_them() throws Exception {
        office.world.get("/fhir/DocumentReference/N1", office.world.tokens.authorised());
        Browser author = office.signedIn("author", "therapist");

        assertThat(author.get("/therapist").body())
                .contains("DocumentReference/N1", "labelled as a psychotherapy note: shut")
                .doesNotContain("CNRY_");
        assertThat(author.get("/therapist/notes/DocumentReference/N1").body())
                .contains("Practitioner/dr-x", "TREAT", "164.508(a)(2), (b)");
    }

    @Test
    void of_a_note_of_another_nothing_is_told_whether_there_is_one_or_not() throws Exception {
        Browser other = office.signedIn("clinician", "therapist");

        HttpResponse<String> there = other.get("/therapist/notes/DocumentReference/N1");
        HttpResponse<String> missing = other.get("/therapist/notes/DocumentReference/none");

        assertThat(there.statusCode()).isEqualTo(404);
        assertThat(there.body()).isEqualTo(missing.body());
        assertThat(other.get("/therapist").body()).doesNotContain("N1");
    }

    @Test
    void a_therapist_learns_why_their_own_note_was_kept_back_from_them() throws Exception {
        String token = office.world.tokens.practitioner("dr-o", "Organization/org-b");
        assertThat(office.world.get("/fhir/DocumentReference/N1", token).status())
                .isEqualTo(404);
        office.world.get("/fhir/DocumentReference/N1", office.world.tokens.clinician());

        assertThat(office.signedIn("author", "therapist")
                        .get("/therapist/refusals")
                        .body()
                        .replaceAll("(?s).*<main>", ""))
                .contains("DocumentReference/N1", "164.508(a)(2)(i)(A); 160.103");
        assertThat(office.signedIn("clinician", "therapist")
                        .get("/therapist/refusals")
                        .body())
                .doesNotContain("N1");
    }

    @Test
    void a_wrong_label_is_reported_by_its_author_alone() throws Exception {
        Browser author = office.signedIn("author", "therapist");
        author.get("/therapist/notes/DocumentReference/N1");

        HttpResponse<String> told = author.submit("/therapist/notes/DocumentReference/N1/report", Map.of());

        assertThat(told.statusCode()).isEqualTo(303);
        assertThat(author.get(Browser.location(told)).body()).contains("The privacy office was told.");
        assertThat(office.signedIn("officer", "console").get("/console").body())
                .contains("label-reported", "reported-by-its-author", "DocumentReference/N1");
        Browser other = office.signedIn("clinician", "therapist");
        other.get("/therapist");
        assertThat(other.submit("/therapist/notes/DocumentReference/N1/report", Map.of())
                        .statusCode())
                .isEqualTo(404);
    }
}
