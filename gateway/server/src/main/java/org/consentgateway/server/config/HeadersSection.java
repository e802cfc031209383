package org.consentgateway.server.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.server.config.GatewayConfig.ExtraHeaders;

/** {@code upstream.headers}: {@code Name: value} is sent with every call, {@code Name} alone is passed on from the client. */
final class HeadersSection {

    private static final String KEY = "upstream.headers";

    /** RFC 9110 5.6.2: a token. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    /** RFC 9110 5.5, without what is not ASCII. */
    private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

    /** Credentials and who asks; hop by hop (RFC 9110 7.6.1); where a request came from; and what the gateway writes itself. */
    private static final Set<String> OWN = Set.of(
            "authorization",
            "proxy-authorization",
            "proxy-authenticate",
            "dpop",
            "cookie",
            "set-cookie",
            "host",
            "origin",
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "forwarded",
            "via",
            "accept",
            "accept-encoding",
            "cache-control",
            "pragma",
            "range",
            "prefer",
            "x-request-id",
            "x-http-method",
            "x-http-method-override",
            "x-method-override");

    private static final Pattern OWN_PREFIX =
            Pattern.compile("(x-forwarded-|x-amz-|content-|if-|sec-|access-control-).*");

    private final Values values;

    HeadersSection(Values values) {
        this.values = values;
    }

    ExtraHeaders headers() {
        Map<String, Secret> fixed = new HashMap<>();
        Set<String> passed = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (String item : values.list(KEY)) {
            List<String> parts = List.of(item.split(":", 2));
            String name = parts.get(0).strip();
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NAME.matcher(name).matches()) values.problem("`" + KEY + "` holds what is no name of a header");
            else if (OWN.contains(lower) || OWN_PREFIX.matcher(lower).matches())
                values.problem("`" + KEY + "` cannot hold `" + name + "`: the gateway writes it itself, or nobody");
            else if (!seen.add(lower)) values.problem("`" + KEY + "` holds `" + name + "` twice");
            else if (parts.size() == 1) passed.add(lower);
            else value(name, parts.get(1).strip()).ifPresent(value -> fixed.put(name, value));
        }
        return new ExtraHeaders(fixed, passed);
    }

    private Optional<Secret> value(String name, String text) {
        Optional<Secret> value = text.isEmpty()
                ? Optional.empty()
                : Values.secret(text, "`" + name + "` in `" + KEY + "`", values::problem);
        if (text.isEmpty()
                || value.filter(one -> !VALUE.matcher(one.reveal()).matches()).isPresent())
            values.problem("`" + KEY + "` holds `" + name + "` with a value that is no visible ASCII");
        return value;
    }
}
