package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A change of what is hidden is no version for who cannot see it. */
class VisibleVersionsTest {

    private static final Reference SELF = new Reference("Observation", "o2");

    private final MemoryHospital hospital = new MemoryHospital();
    private final VisibleVersions versions = versions();

    @Test
    void of_versions_that_look_the_same_the_first_is_the_one_that_is_shown() throws Exception {
        // Given
        history(version("3", "final", "b"), version("2", "final", "a"), version("1", "preliminary", "a"));

        // Then
        assertThat(stamp(versions, version("3", "final", "b"))).contains("2");
    }

    @Test
    void a_version_in_which_something_visible_changed_is_one() throws Exception {
        // Given
        history(version("3", "final", "b"), version("2", "amended", "b"), version("1", "final", "b"));

        // Then
        assertThat(stamp(versions, version("3", "final", "b"))).contains("3");
    }

    @Test
    void what_the_caller_has_just_written_is_a_version_whatever_it_looks_like() throws Exception {
        // Given
        history(version("2", "final", "b"), version("1", "final", "a"));

        // When
        versions.wrote(SELF);

        // Then
        assertThat(stamp(versions, version("2", "final", "b"))).contains("2");
    }

    @Test
    void an_ehr_without_versions_shows_the_one_that_was_shown_before() throws Exception {
        // Given
        stamp(versions, version("4", "final", "a"));

        // When
        VisibleVersions later = versions();
        later.learn(Set.of(SELF));

        // Then
        assertThat(later.remembers(SELF)).isTrue();
        assertThat(stamp(later, version("5", "final", "b"))).contains("4");
        assertThat(stamp(later, version("6", "amended", "b"))).contains("6");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, false", "3, true", "9, true"})
    void a_history_tells_of_a_version_only_where_it_differs_for_the_caller(String number, boolean one)
            throws Exception {
        // Given
        history(version("3", "amended", "b"), version("2", "final", "b"), version("1", "final", "a"));

        // Then
        assertThat(versions.isOne(SELF, number, VisibleVersionsTest::seen)).isEqualTo(one);
    }

    @Test
    void who_sees_all_of_it_sees_every_version() throws Exception {
        // Given
        history(version("2", "final", "a"), version("1", "final", "a"));

        // Then
        assertThat(versions.isOne(SELF, "2", Optional::of)).isTrue();
    }

    private VisibleVersions versions() {
        return new VisibleVersions(hospital.site, caller("Practitioner/dr-c"), "r");
    }

    private static Optional<String> stamp(VisibleVersions versions, Json.Obj stored) throws Exception {
        return versions.stamp(SELF, stored, seen(stored).orElseThrow(), VisibleVersionsTest::seen)
                .version();
    }

    /** A version; the note in it is what the caller does not see. */
    private static Json.Obj version(String number, String status, String hidden) {
        return json(PLAIN.replace("'versionId':'1'", "'versionId':'" + number + "'")
                .replace("'final'", "'" + status + "','note':[{'text':'" + hidden + "'}]"));
    }

    private static Optional<Json.Obj> seen(Json.Obj version) {
        Map<String, Json> members = new LinkedHashMap<>(version.members());
        members.remove("note");
        return Optional.of(new Json.Obj(members));
    }

    private void history(Json.Obj... newestFirst) {
        StringBuilder entries = new StringBuilder();
        for (Json.Obj one : newestFirst)
            entries.append(entries.isEmpty() ? "" : ",")
                    .append("{'resource':")
                    .append(JsonWriter.text(one))
                    .append('}');
        hospital.ehr.answers(
                "Observation/o2/_history?_count=100",
                "{'resourceType':'Bundle','type':'history','entry':[" + entries + "]}");
    }
}
