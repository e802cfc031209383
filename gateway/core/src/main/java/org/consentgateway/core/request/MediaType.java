package org.consentgateway.core.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.consentgateway.core.fhir.FhirVersion;

/**
 * One media type or range of a header, lower case, with its parameters.
 *
 * @param name       {@code type/subtype}; either may be {@code *} in a range
 * @param parameters values unquoted, {@code q} included
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1">RFC 9110, Accept</a>
 */
record MediaType(String name, Map<String, String> parameters) {

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final Pattern NAME = Pattern.compile(TOKEN + "/" + TOKEN);
    private static final Pattern PARAMETER = Pattern.compile("(" + TOKEN + ")=(?:\"([^\"\\\\]*)\"|(" + TOKEN + "))");
    // `.2` is what older Java clients send
    private static final Pattern QUALITY = Pattern.compile("0?\\.[0-9]{1,3}|0\\.?|1(\\.0{0,3})?");

    /** Reads one; empty where it is not strictly written. */
    static Optional<MediaType> parse(String text) {
        String[] parts = text.split(";", -1);
        String name = parts[0].strip().equals("*") ? "*/*" : parts[0].strip();
        if (!NAME.matcher(name).matches()) return Optional.empty();
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].isBlank()) continue; // RFC 9110 5.6.6: an empty parameter is ignored
            var parameter = PARAMETER.matcher(parts[i].strip());
            if (!parameter.matches()) return Optional.empty();
            String value = Optional.ofNullable(parameter.group(2)).orElseGet(() -> parameter.group(3));
            if (parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), value) != null) return Optional.empty();
        }
        if (!QUALITY.matcher(parameters.getOrDefault("q", "1")).matches()) return Optional.empty();
        return Optional.of(new MediaType(name.toLowerCase(Locale.ROOT), parameters));
    }

    /** Reads a list, without what in it is not understood; empty where nothing of it is. */
    static Optional<List<MediaType>> list(List<String> headers) {
        List<MediaType> ranges = new ArrayList<>();
        boolean given = false;
        for (String range : String.join(",", headers).split(",", -1)) {
            if (range.isBlank()) continue; // RFC 9110 5.6.1: empty elements are ignored
            given = true;
            parse(range).ifPresent(ranges::add);
        }
        return given && ranges.isEmpty() ? Optional.empty() : Optional.of(ranges);
    }

    /** {@code q}, 0 to 1. */
    double quality() {
        return Double.parseDouble(parameters.getOrDefault("q", "1"));
    }

    /** Whether charset and FHIR version, where given, are those that the gateway writes and reads. */
    boolean isServed(FhirVersion fhir) {
        return parameters.getOrDefault("charset", "utf-8").equalsIgnoreCase("utf-8")
                && Optional.ofNullable(parameters.get("fhirversion"))
                        .map(fhir.mediaTypes()::contains)
                        .orElse(true);
    }
}
