package org.consentgateway.server.oauth;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Reference;

/**
 * Takes out of an answer of the authorization server what points at resources that are hidden, as if the EHR had not
 * launched with them: {@code fhirContext}, launch parameters, any other member that names one, and an ID token that does.
 *
 * @see <a href="http://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html">SMART App Launch 2.2, launch context</a>
 */
final class AnswerPointers {

    /** What only the authorization server can read, or what it signed. */
    private static final Set<String> SEALED =
            Set.of("access_token", "refresh_token", "token_type", "scope", "state", "jti", "nonce");

    private static final String ID_TOKEN = "id_token";
    /** Who signed in, and what is about the token itself. */
    private static final Set<String> OF_SIGN_IN =
            Set.of("fhirUser", "profile", "sub", "iss", "aud", "azp", "sid", "nonce", "jti", "at_hash", "c_hash");

    private static final String CONTEXT = "fhirContext";
    private static final Pattern POINTER = Pattern.compile("(?<![A-Za-z])([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.-]{1,256})");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

    private final FhirVersion fhir;
    private final Predicate<Reference> hidden;
    private final Predicate<String> mayHide;

    /**
     * @param fhir    which resource types there are
     * @param hidden  whether the caller may not have the resource, or nobody knows
     * @param mayHide whether resources of a type may be hidden
     */
    AnswerPointers(FhirVersion fhir, Predicate<Reference> hidden, Predicate<String> mayHide) {
        this.fhir = fhir;
        this.hidden = hidden;
        this.mayHide = mayHide;
    }

    /** The answer without what points at hidden resources. */
    Json.Obj closed(Json.Obj answer) {
        return (Json.Obj) object(answer, false).orElseGet(() -> new Json.Obj(Map.of()));
    }

    private Optional<Json> object(Json.Obj object, boolean context) {
        if (context && names(object)) return Optional.empty();
        Map<String, Json> kept = new LinkedHashMap<>();
        for (Map.Entry<String, Json> member : object.members().entrySet()) {
            String name = member.getKey();
            if (SEALED.contains(name)) kept.put(name, member.getValue());
            else if (name.equals(ID_TOKEN)) {
                if (shows(member.getValue())) kept.put(name, member.getValue());
            } else
                value(name, member.getValue(), context || name.equals(CONTEXT)).ifPresent(left -> kept.put(name, left));
        }
        return Optional.of(new Json.Obj(kept));
    }

    /**
     * Whether an ID token points at nothing hidden. It is signed, so that nothing can be taken out of it: one that does, or
     * that nobody but the app can read, is not given at all.
     */
    private boolean shows(Json idToken) {
        if (!(idToken instanceof Json.Text text)) return false;
        String[] parts = text.value().split("\\.", -1);
        if (parts.length != 3) return false;
        try {
            Json.Obj claims = JsonReader.object(Base64.getUrlDecoder().decode(parts[1]));
            Map<String, Json> others = new LinkedHashMap<>(claims.members());
            others.keySet().removeAll(OF_SIGN_IN);
            Json.Obj pointers = new Json.Obj(others);
            return closed(pointers).equals(pointers);
        } catch (MalformedJson | IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether an item of {@code fhirContext} is of a hidden resource, by reference or by an identifier of it. */
    private boolean names(Json.Obj item) {
        if (item.get("reference").isPresent())
            return item.text("reference").map(this::points).orElse(true);
        return item.get("identifier").isPresent()
                && item.text("type").map(mayHide::test).orElse(true);
    }

    private Optional<Json> value(String name, Json value, boolean context) {
        if (value instanceof Json.Text text) return text(name, text.value()) ? Optional.empty() : Optional.of(value);
        if (value instanceof Json.Obj object) return object(object, context);
        if (!(value instanceof Json.Arr array)) return Optional.of(value);
        List<Json> left = new ArrayList<>();
        for (Json item : array.items()) value(name, item, context).ifPresent(left::add);
        // a list of nothing but what is hidden was never there
        return left.isEmpty() && !array.items().isEmpty() ? Optional.empty() : Optional.of(new Json.Arr(left));
    }

    /** Whether a text names a hidden resource: as a reference anywhere in it, or as the id that its member is named for. */
    private boolean text(String name, String text) {
        boolean bare = ID.matcher(text).matches()
                && type(name)
                        .map(type -> hidden.test(new Reference(type, text)))
                        .orElse(false);
        return bare || points(text);
    }

    /** The type that a member is named for: {@code patient}, {@code document_reference_id}. */
    private Optional<String> type(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace("_", "").replaceAll("id$", "");
        return fhir.types().stream().filter(plain::equalsIgnoreCase).findFirst();
    }

    private boolean points(String text) {
        Matcher found = POINTER.matcher(unescaped(text));
        while (found.find())
            if (fhir.hasType(found.group(1))
                    && Reference.parse(found.group(1) + "/" + found.group(2))
                            .map(hidden::test)
                            .orElse(true)) return true;
        return false;
    }

    /** A reference in a URL's query is written with escapes. */
    private static String unescaped(String text) {
        try {
            return text.contains("%")
                    ? java.net.URLDecoder.decode(text.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8)
                    : text;
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
