package org.consentgateway.sandbox.issuer;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.consentgateway.sandbox.issuer.AuthorizationCode.Given;

/**
 * {@code /authorize}: who signs in, and for a clinician which patient the app is about, each by a click. {@code
 * login_hint} and {@code patient} click beforehand.
 *
 * @see <a href="http://hl7.org/fhir/smart-app-launch/app-launch.html">SMART App Launch 2.2, standalone launch</a>
 */
final class AuthorizePage {

    private static final List<String> PEOPLE = List.of("dr-o", "dr-c", "dr-x", "pt1", "pt2");
    private static final List<String> PATIENTS = List.of("P1", "P2", "M1");

    private final AuthorizationCode codes;

    AuthorizePage(AuthorizationCode codes) {
        this.codes = codes;
    }

    /** @param location where the browser goes on; empty: it is shown the body */
    record Answer(int status, Optional<String> location, String body) {}

    Answer answer(Map<String, String> asked) {
        String redirect = asked.getOrDefault("redirect_uri", "");
        // a sandbox: whatever listens on this machine may be an app
        if (!isLoopback(redirect)) return new Answer(400, Optional.empty(), "redirect_uri is not on this machine");
        if (!asked.getOrDefault("response_type", "").equals("code"))
            return back(redirect, asked, "error", "unsupported_response_type");
        if (!asked.getOrDefault("code_challenge_method", "").equals("S256")
                || asked.getOrDefault("code_challenge", "").isEmpty())
            return back(redirect, asked, "error", "invalid_request");
        Optional<Person> person = Optional.ofNullable(asked.get("login_hint")).flatMap(Person::named);
        if (person.isEmpty()) return page("Who are you?", "login_hint", PEOPLE, asked);
        boolean picks = asked.getOrDefault("scope", "").contains("launch/patient")
                && person.get().patient().isEmpty();
        String picked = asked.getOrDefault("patient", "");
        if (picks && !PATIENTS.contains(picked)) return page("Which patient?", "patient", PATIENTS, asked);
        Optional<String> patient = picks ? Optional.of(picked) : person.get().patient();
        return back(
                redirect,
                asked,
                "code",
                codes.give(new Given(
                        person.get().user(),
                        asked.getOrDefault("client_id", ""),
                        redirect,
                        asked.getOrDefault("code_challenge", ""),
                        asked.getOrDefault("scope", ""),
                        patient)));
    }

    private static boolean isLoopback(String redirect) {
        try {
            URI uri = URI.create(redirect);
            return "http".equals(uri.getScheme())
                    && List.of("127.0.0.1", "localhost").contains(String.valueOf(uri.getHost()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Answer back(String redirect, Map<String, String> asked, String name, String value) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put(name, value);
        told.put("state", asked.getOrDefault("state", ""));
        return new Answer(302, Optional.of(redirect + (redirect.contains("?") ? "&" : "?") + query(told)), "");
    }

    private static Answer page(String question, String name, List<String> choices, Map<String, String> asked) {
        String links = choices.stream()
                .map(choice -> {
                    Map<String, String> chosen = new LinkedHashMap<>(asked);
                    chosen.put(name, choice);
                    return "<li><a href=\"/authorize?" + query(chosen).replace("&", "&amp;") + "\">" + choice
                            + "</a></li>";
                })
                .collect(Collectors.joining("\n"));
        return new Answer(
                200,
                Optional.empty(),
                "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + question + "</title><h1>"
                        + question + "</h1>\n<ul>\n" + links + "\n</ul>\n</html>\n");
    }

    private static String query(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
