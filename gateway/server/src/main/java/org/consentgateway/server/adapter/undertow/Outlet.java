package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a tap may send to, and with which options: a file, a topic, a mailbox, a web server.
 *
 * @param uri      the whole address
 * @param required options that must be set
 * @param optional options that may be set
 * @param secret   options that may be set, from the environment alone
 */
record Outlet(Pattern uri, Set<String> required, Set<String> optional, Set<String> secret) {

    private static final Pattern ENVIRONMENT =
            Pattern.compile("\\{\\{env:[A-Z][A-Z0-9_]*}}|RAW\\(\\{\\{env:[A-Z][A-Z0-9_]*}}\\)");
    // no `#` (names a bean or a class), no `${` (runs code), no `%`, `&`, `?` (another option)
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@._:/,;=+ -]*");
    // a file name is evaluated by Camel: this much of it, and no more
    private static final Pattern FILE_NAME =
            Pattern.compile("[A-Za-z0-9_-]*(\\$\\{date:now:[A-Za-z-]+})?[A-Za-z0-9_-]*(\\.[A-Za-z0-9]+)*");

    private static final List<Outlet> ALL = List.of(
            // a file
            new Outlet(
                    Pattern.compile("file:/?[A-Za-z0-9_-][A-Za-z0-9/_-]*"),
                    Set.of("fileName"),
                    Set.of("fileExist", "charset"),
                    Set.of()),
            // a topic
            new Outlet(
                    Pattern.compile("kafka:[A-Za-z0-9._-]+"),
                    Set.of("brokers"),
                    Set.of(
                            "clientId",
                            "securityProtocol",
                            "saslMechanism",
                            "sslTruststoreLocation",
                            "requestRequiredAcks"),
                    Set.of("saslJaasConfig", "sslTruststorePassword")),
            // a mailbox
            new Outlet(
                    Pattern.compile("smtps?:[A-Za-z0-9.-]+(:[0-9]{1,5})?"),
                    Set.of("from", "to"),
                    Set.of("subject", "cc", "replyTo", "username"),
                    Set.of("password")),
            // a web server; without TLS on this machine alone
            new Outlet(
                    Pattern.compile("(https://[A-Za-z0-9.-]+|http://(localhost|127\\.0\\.0\\.1))(:[0-9]{1,5})?"
                            + "(/[A-Za-z0-9._~/-]*)?"),
                    Set.of(),
                    Set.of("authUsername"),
                    Set.of("authPassword", "authBearerToken")));

    /** What is wrong with an endpoint, as ends of sentences; empty when a tap may send there. */
    static List<String> problems(String uri, JsonNode parameters) {
        Optional<Outlet> outlet =
                ALL.stream().filter(each -> each.uri.matcher(uri).matches()).findFirst();
        return outlet.map(known -> known.check(parameters))
                .orElseGet(() -> List.of("sends to `" + (uri.isEmpty() ? "nowhere" : uri) + "`: not allowed"));
    }

    private List<String> check(JsonNode parameters) {
        List<String> problems = new ArrayList<>();
        for (String name : required) if (!parameters.has(name)) problems.add("sends without the option `" + name + "`");
        for (Map.Entry<String, JsonNode> option : parameters.properties()) check(option, problems);
        return problems;
    }

    private void check(Map.Entry<String, JsonNode> option, List<String> problems) {
        String name = option.getKey();
        String value = option.getValue().asText();
        if (!required.contains(name) && !optional.contains(name) && !secret.contains(name)) {
            problems.add("sets the option `" + name + "`: not allowed");
            return;
        }
        boolean environment = ENVIRONMENT.matcher(value).matches();
        if (secret.contains(name)) {
            // the value is not shown: it may be the secret
            if (!environment)
                problems.add("writes the option `" + name + "` out: take it from the environment as `{{env:NAME}}`");
        } else if (name.equals("fileName")) {
            if (!FILE_NAME.matcher(value).matches() || value.isEmpty())
                problems.add("sets `fileName` to `" + value + "`: a plain name, with `${date:now:yyyyMMdd}` at most");
        } else if (!environment
                && (!option.getValue().isValueNode() || !PLAIN.matcher(value).matches())) {
            problems.add("sets the option `" + name + "` to `" + value + "`: not allowed");
        }
    }
}
