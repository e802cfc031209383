package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Identifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What names another by an identifier alone goes where it names something withheld. */
class IdentifierReferencesTest {

    private static final String NAMED = "{'resourceType':'DocumentReference','id':'%s','identifier':"
            + "[{'system':'http://ids','value':'%s'}],'subject':{'reference':'Patient/P1'}}";

    private final MemoryHospital hospital = new MemoryHospital()
            .with(
                    NAMED.formatted("N1", "withheld"),
                    NAMED.formatted("D1", "seen"),
                    NAMED.formatted("U1", "urn:uuid:AB"));

    @ParameterizedTest
    @CsvSource({
        "http://ids, withheld, , true, true",
        "http://ids, seen, , false, false",
        "http://ids, nobody, , false, true",
        "'', withheld, , true, true",
        "http://other, withheld, , false, true",
        "http://ids, WITHHELD, , false, true",
        "http://ids, withheld, DocumentReference, true, true",
        "http://ids, withheld, Nonsense, true, true",
        "http://ids, withheld, Patient, false, true"
    })
    void a_name_is_hidden_with_what_it_names_and_a_guess_where_the_caller_sees_nothing_of_it(
            String system, String value, @Nullable String type, boolean hidden, boolean guess) throws Exception {
        // When
        Facts.Logical name = new Facts.Logical(new Identifier(system, value), Optional.ofNullable(type));
        IdentifierReferences references = resolved(name);

        // Then
        assertThat(references.isHidden(name)).isEqualTo(hidden);
        assertThat(references.isGuess(name)).isEqualTo(guess);
    }

    @Test
    void what_the_ehr_cannot_look_up_is_hidden_and_no_guess() throws Exception {
        // Given
        hospital.ehr.refuses("GET DocumentReference?identifier", 0);

        // When
        IdentifierReferences references = resolved(name("seen"));

        // Then
        assertThat(references.isHidden(name("seen"))).isTrue();
        assertThat(references.isGuess(name("seen"))).isFalse();
    }

    @Test
    void what_was_not_looked_up_is_hidden_and_no_guess() {
        // When
        IdentifierReferences references = new IdentifierReferences(hospital.site, "r");

        // Then
        assertThat(references.isHidden(name("seen"))).isTrue();
        assertThat(references.isGuess(name("seen"))).isFalse();
    }

    @Test
    void each_is_looked_up_once() throws Exception {
        // Given
        IdentifierReferences references = resolved(name("seen"), name("seen"));
        int asked = hospital.ehr.asked().size();

        // When
        references.resolve(List.of(name("seen")), resource -> false);

        // Then
        assertThat(hospital.ehr.asked()).hasSize(asked).doesNotHaveDuplicates();
    }

    private static Facts.Logical name(String value) {
        return new Facts.Logical(new Identifier("http://ids", value), Optional.empty());
    }

    private IdentifierReferences resolved(Facts.Logical... names) throws Exception {
        IdentifierReferences references = new IdentifierReferences(hospital.site, "r");
        references.resolve(List.of(names), resource -> resource.text("id").equals(Optional.of("N1")));
        return references;
    }
}
