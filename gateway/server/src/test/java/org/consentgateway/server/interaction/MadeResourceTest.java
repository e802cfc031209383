package org.consentgateway.server.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.io.ByteArrayInputStream;
import java.util.Optional;
import org.consentgateway.server.authorize.MemoryEhr;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a resource is that the EHR has just made: as it tells, else as the resource says of itself. */
class MadeResourceTest {

    private final FhirServer ehr = new MemoryHospital().site.ehr();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Basic/b | {} | Basic/b",
                "Basic/b/_history/1 | {'resourceType':'Basic','id':'c'} | Basic/b",
                " | {'resourceType':'Basic','id':'c'} | Basic/c",
                "Patient/b | {'resourceType':'Basic','id':'c'} | Basic/c",
                " | {'resourceType':'Patient','id':'c'} | ",
                " | {'resourceType':'OperationOutcome'} | ",
                " | no json | "
            })
    void a_create_is_where_its_location_says_or_the_resource_itself(
            @Nullable String location, String body, @Nullable String place) throws Exception {
        // Given
        HttpAnswer answer = new HttpAnswer(
                201,
                Optional.of("application/fhir+json"),
                Optional.ofNullable(location).map(relative -> MemoryEhr.BASE + "/" + relative),
                Optional.empty(),
                new ByteArrayInputStream(body.replace('\'', '"').getBytes(UTF_8)));

        // When
        HttpAnswer located = MadeResource.located(ehr, "Basic", answer);

        // Then
        assertThat(located.location().map(link -> link.replaceAll(MemoryEhr.BASE + "/|/_history/.*", "")))
                .isEqualTo(Optional.ofNullable(place));
        assertThat(new String(located.body().readAllBytes(), UTF_8)).isEqualTo(body.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'response':{'location':'Basic/b'} | Basic/b",
                "'response':{'location':'Patient/b'},'resource':{'resourceType':'Basic','id':'c'} | Basic/c",
                "'response':{'status':'201'},'fullUrl':'http://ehr.invalid/fhir/Basic/d' |"
                        + " http://ehr.invalid/fhir/Basic/d",
                "'response':{'status':'201'},'fullUrl':'urn:uuid:1' | ",
                "'response':{'status':'201'} | "
            })
    void a_part_of_a_transaction_is_where_one_of_three_says(String entry, @Nullable String place) {
        assertThat(MadeResource.place(ehr, "Basic", json("{" + entry + "}"))).isEqualTo(Optional.ofNullable(place));
    }
}
