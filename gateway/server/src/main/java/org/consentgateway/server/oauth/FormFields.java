package org.consentgateway.server.oauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query or a form, only read: what is passed is what was sent. RFC 6749 appendix B. */
final class FormFields {

    private final Map<String, List<String>> fields = new HashMap<>();

    private FormFields() {}

    /** Empty where it cannot be read in one way alone. */
    static Optional<FormFields> of(String encoded) {
        FormFields read = new FormFields();
        if (encoded.isEmpty()) return Optional.of(read);
        try {
            for (String pair : encoded.split("&", -1)) {
                String[] both = pair.split("=", 2);
                read.fields
                        .computeIfAbsent(decoded(both[0]), fresh -> new ArrayList<>())
                        .add(both.length < 2 ? "" : decoded(both[1]));
            }
            // RFC 6749 3.1: a parameter stands once, or nobody knows which one counts; `resource` may repeat (RFC 8707)
            boolean twice = read.fields.entrySet().stream()
                    .anyMatch(field ->
                            field.getValue().size() > 1 && !field.getKey().equals("resource"));
            return twice ? Optional.empty() : Optional.of(read);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    Optional<String> get(String name) {
        return fields.getOrDefault(name, List.of()).stream().findFirst();
    }
}
