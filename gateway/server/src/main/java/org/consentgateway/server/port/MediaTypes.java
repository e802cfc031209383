package org.consentgateway.server.port;

import java.util.Locale;
import java.util.Set;

/** Reads the media type of an answer: only JSON of FHIR R4 in UTF-8 is usable. */
final class MediaTypes {

    private static final Set<String> JSON =
            Set.of("application/fhir+json", "application/json", "application/json+fhir");

    /** Its names, and what is a part of it. */
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii", "ascii");

    private MediaTypes() {}

    static boolean isFhirJson(String contentType) {
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!JSON.contains(parts[0].strip())) return false;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !UTF_8.contains(parameter.substring(8))) return false;
            if (parameter.startsWith("fhirversion=") && !parameter.startsWith("fhirversion=4.")) return false;
        }
        return true;
    }
}
