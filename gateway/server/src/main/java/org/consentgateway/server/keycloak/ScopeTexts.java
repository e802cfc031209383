package org.consentgateway.server.keycloak;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.core.request.Scopes.Grant;
import org.consentgateway.core.request.Scopes.Level;
import org.consentgateway.core.request.Scopes.Permission;

/** SMART scopes without filters, v1 and v2; a scope that does not parse grants nothing. */
final class ScopeTexts {

    private static final Pattern SCOPE =
            Pattern.compile("(patient|user|system)/([A-Z][A-Za-z]+|\\*)\\.(read|write|\\*|c?r?u?d?s?)");
    private static final Map<String, String> V1 = Map.of("read", "rs", "write", "cud", "*", "cruds");

    private ScopeTexts() {}

    static Scopes parse(String claim) {
        return new Scopes(Arrays.stream(claim.split(" "))
                .map(ScopeTexts::one)
                .flatMap(Optional::stream)
                .toList());
    }

    private static Optional<Grant> one(String text) {
        var matcher = SCOPE.matcher(text);
        if (!matcher.matches() || matcher.group(3).isEmpty()) return Optional.empty();
        Level level = Level.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        String letters = V1.getOrDefault(matcher.group(3), matcher.group(3));
        Set<Permission> permissions =
                letters.chars().mapToObj(letter -> permission(letter)).collect(Collectors.toSet());
        return Optional.of(new Grant(level, matcher.group(2), permissions, Map.of()));
    }

    private static Permission permission(int letter) {
        return switch (letter) {
            case 'c' -> Permission.CREATE;
            case 'r' -> Permission.READ;
            case 'u' -> Permission.UPDATE;
            case 'd' -> Permission.DELETE;
            default -> Permission.SEARCH;
        };
    }
}
