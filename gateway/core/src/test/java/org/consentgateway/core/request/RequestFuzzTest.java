package org.consentgateway.core.request;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;

/**
 * Any bytes as a request: refused, or understood in one way only. The corpus beside this class runs in every build.
 */
class RequestFuzzTest {

    private static final RequestParser PARSER = new RequestParser(FhirVersion.R4, "/fhir");
    private static final SearchPlanner PLANNER = new SearchPlanner(FhirVersion.R4, Ask.NOTE_TYPES, Ask.PUBLIC_BASE);

    /** First line: method and target; the lines after it: headers; after an empty line: the form. */
    @FuzzTest
    void any_bytes_are_refused_or_understood_in_one_way(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        String[] headAndBody = text.split("\n\n", 2);
        String[] lines = headAndBody[0].split("\n", -1);
        String[] start = lines[0].split(" ", 2);
        if (start.length < 2) return;
        byte[] form = headAndBody.length == 2 ? headAndBody[1].getBytes(StandardCharsets.ISO_8859_1) : new byte[0];
        Map<String, List<String>> headers = headers(lines);
        Optional<FhirRequest> first =
                PARSER.parse(start[0], start[1], headers, form).value();
        if (first.isEmpty()) return;
        FhirRequest request = first.get();
        String canonical = request.canonical();
        String target = canonical.isEmpty() || canonical.startsWith("?") ? "/fhir" + canonical : "/fhir/" + canonical;
        byte[] again = request.form().getBytes(StandardCharsets.ISO_8859_1);
        boolean grown = target.length() > RequestParser.MAX_TARGET || again.length > RequestParser.MAX_FORM;
        if (!grown && !PARSER.parse(start[0], target, headers, again).value().equals(first))
            throw new AssertionError("read in two ways");
        if (!canonical.matches("[A-Za-z0-9._$*/-]*(\\?[A-Za-z0-9._~%=&-]*)?"))
            throw new AssertionError("not canonical");
        PLANNER.plan(request).value().ifPresent(plan -> {
            if (plan.upstream().stream().anyMatch(sent -> Query.SHAPING.contains(sent.name())))
                throw new AssertionError("shaping goes upstream");
        });
    }

    /** Any text as scopes: read without a fault, and never more than was written. */
    @FuzzTest
    void any_text_is_a_list_of_scopes(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        if (Scopes.parse(FhirVersion.R4, text).grants().size() > text.split(" ", -1).length)
            throw new AssertionError("more than written");
    }

    private static Map<String, List<String>> headers(String[] lines) {
        Map<String, List<String>> headers = new java.util.HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0)
                headers.put(
                        lines[i].substring(0, colon),
                        List.of(lines[i].substring(colon + 1).strip()));
        }
        return headers;
    }
}
