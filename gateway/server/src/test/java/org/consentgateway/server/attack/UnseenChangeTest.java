package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A change of what is hidden from the caller is no version for them: the first that looks the same is shown. */
class UnseenChangeTest {

    private static final String PART = "'note':[{'extension':[LABEL],'text':'CNRY_%s'},{'text':'seen'}]";
    private static final String SEEN = "'note':[{'text':'seen'}]";
    private static Map<Kind, Twins> twins;

    enum Kind {
        KEEPS_HISTORY("V0"),
        NO_HISTORY("V1");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        FakeEhr.Manner manner() {
            return FakeEhr.Manner.valueOf(name());
        }
    }

    @BeforeAll
    static void start() throws Exception {
        twins = Map.of(
                Kind.KEEPS_HISTORY, new Twins(Map.of(), Kind.KEEPS_HISTORY.manner()),
                Kind.NO_HISTORY, new Twins(Map.of(), Kind.NO_HISTORY.manner()));
    }

    @AfterAll
    static void stop() throws Exception {
        for (Twins both : twins.values()) {
            both.nothingLeftBehind();
            both.close();
        }
    }

    @BeforeEach
    void fresh() {
        twins.values().forEach(Twins::fresh);
    }

    private static Twins of(Kind kind) {
        return Objects.requireNonNull(twins.get(kind), "started");
    }

    private static String version(String id, int version, String more) {
        return ("{'resourceType':'Procedure','id':'%s','meta':{'versionId':'%d','lastUpdated':'2026-03-0%dT10:00:00Z'},"
                        + "'status':'completed','code':{'text':'x'},'subject':{'reference':'Patient/P1'},%s}")
                .formatted(id, version, version, more);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_hidden_change_shows_in_no_read_search_or_condition(Kind kind) throws Exception {
        // Given
        Twins both = of(kind);
        both.put(version(kind.id, 1, PART.formatted("A")), version(kind.id, 1, SEEN));
        String target = "/fhir/Procedure/" + kind.id;
        both.get(target);
        both.with.ehr.put(Twins.json(version(kind.id, 2, PART.formatted("B"))));

        // When
        Reply read = both.get(target);

        // Then
        assertThat(read.header("ETag")).contains("W/\"1\"");
        both.get("/fhir/Procedure?_id=" + kind.id);
        both.get("/fhir/Patient/P1/$everything");
        both.with.ehr.put(Twins.json(version(kind.id, 3, SEEN)));
        both.get(target);
        Reply patched = both.with.ask(
                "PATCH",
                target,
                both.with.tokens.clinician(),
                Map.of("Content-Type", "application/json-patch+json", "If-Match", "W/\"1\""),
                "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"en\"}]");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(both.with.get(target, both.with.tokens.clinician()).header("ETag"))
                .contains("W/\"4\"");
    }

    @Test
    void a_hidden_change_is_no_version_of_a_history() throws Exception {
        // Given
        Twins both = of(Kind.KEEPS_HISTORY);
        both.put(version("H1", 1, SEEN), version("H1", 1, SEEN));
        both.with.ehr.put(Twins.json(version("H1", 2, PART.formatted("A"))));
        both.with.ehr.put(Twins.json(version("H1", 3, PART.formatted("B"))));

        // Then
        both.get("/fhir/Procedure/H1");
        Reply history = both.get("/fhir/Procedure/H1/_history");
        assertThat(history.text()).contains("\"total\":1");
        both.get("/fhir/Procedure/H1/_history/1");
        assertThat(both.get("/fhir/Procedure/H1/_history/2").status()).isEqualTo(404);
        assertThat(both.get("/fhir/Procedure/H1/_history/3").status()).isEqualTo(404);
        both.same(
                "PUT",
                "/fhir/Procedure/H1",
                Map.of("If-Match", "W/\"3\""),
                version("H1", 1, SEEN + ",'language':'en'"));
    }

    @Test
    void a_change_that_the_caller_sees_is_a_version() throws Exception {
        // Given
        Twins both = of(Kind.KEEPS_HISTORY);
        both.put(version("S1", 1, PART.formatted("A")), version("S1", 1, SEEN));
        both.put(
                version("S1", 2, PART.formatted("A") + ",'language':'en'"),
                version("S1", 2, SEEN + ",'language':'en'"));
        both.put(version("S1", 3, PART.formatted("A")), version("S1", 3, SEEN));

        // Then
        assertThat(both.get("/fhir/Procedure/S1").header("ETag")).contains("W/\"3\"");
        assertThat(both.get("/fhir/Procedure/S1/_history").text()).contains("\"total\":3");
        assertThat(both.get("/fhir/Procedure/S1/_history/2").status()).isEqualTo(200);
    }
}
