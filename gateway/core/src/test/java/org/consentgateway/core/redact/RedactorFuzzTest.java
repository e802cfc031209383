package org.consentgateway.core.redact;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Drip;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;

/**
 * Any bytes as an upstream answer: refused, or an answer that is whole, strict, and without a labelled note. The corpus
 * beside this class runs in every build.
 */
class RedactorFuzzTest {

    /** A public host that is no beginning of upstream's: else the two could be read across a place where one replaced the other. */
    private static final Bases BASES = new Bases(FhirVersion.R4, "https://gw.test/fhir", Upstream.BASES.upstream());

    @FuzzTest
    void any_bytes_are_refused_or_become_a_searchset_without_notes(byte[] input) throws Exception {
        fuzz(input, new Upstream().search());
    }

    @FuzzTest
    void any_bytes_are_refused_or_become_a_resource_without_notes(byte[] input) throws Exception {
        fuzz(input, Upstream.single());
    }

    private static void fuzz(byte[] input, ExpectedAnswer expected) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean written;
        try {
            written = new Redactor(BASES, Court.guarding())
                    .redact(new Drip(input, 7), expected, version -> body)
                    .written();
        } catch (Unusable e) {
            if (body.size() > 0) throw new AssertionError("bytes before a refusal");
            if (String.valueOf(e.getMessage()).contains("defect")) throw new AssertionError("a defect", e);
            return;
        } catch (AnswerCut e) {
            mustNotLookWhole(body);
            return;
        }
        if (!written) return;
        String text = body.toString(StandardCharsets.UTF_8);
        boolean note = noteIn(JsonReader.resource(body.toByteArray()));
        if (note || text.contains("ehr.internal:8090")) throw new AssertionError("a leak");
    }

    private static boolean noteIn(org.consentgateway.core.json.Json value) {
        if (value instanceof org.consentgateway.core.json.Json.Arr array) {
            return array.items().stream().anyMatch(RedactorFuzzTest::noteIn);
        }
        if (!(value instanceof org.consentgateway.core.json.Json.Obj object)) return false;
        boolean note = object.text("resourceType").isPresent() && Court.note(object);
        return note || object.members().values().stream().anyMatch(RedactorFuzzTest::noteIn);
    }

    private static void mustNotLookWhole(ByteArrayOutputStream body) {
        try {
            JsonReader.resource(body.toByteArray());
        } catch (MalformedJson e) {
            return;
        }
        throw new AssertionError("looks whole");
    }
}
