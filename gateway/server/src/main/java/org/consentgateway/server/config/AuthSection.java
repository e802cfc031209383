package org.consentgateway.server.config;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.server.config.GatewayConfig.Auth;
import org.consentgateway.server.config.GatewayConfig.Proof;

/** The {@code .auth} keys of one server: the kind says which others are needed, and every further one is a problem. */
final class AuthSection {

    private enum Kind {
        NONE,
        BASIC,
        CLIENT_CREDENTIALS,
        FORWARD,
        EXCHANGE
    }

    private static final List<String> MEMBERS =
            List.of("username", "password", "token-url", "client-id", "client-secret", "client-key", "scope");

    private final Values values;
    private final String auth;

    AuthSection(Values values, String section) {
        this.values = values;
        this.auth = section + ".auth";
    }

    Auth auth(boolean plainAllowed) {
        return switch (values.choice(auth, Kind.class, Kind.NONE)) {
            case NONE -> only(new Auth.None());
            case FORWARD -> only(new Auth.Forward());
            case BASIC -> basic();
            case CLIENT_CREDENTIALS ->
                clientCredentials(plainAllowed).<Auth>map(client -> client).orElseGet(Auth.None::new);
            case EXCHANGE ->
                clientCredentials(plainAllowed).<Auth>map(Auth.Exchange::new).orElseGet(Auth.None::new);
        };
    }

    private Auth basic() {
        Optional<String> username = values.required(auth + ".username");
        values.required(auth + ".password");
        Optional<Secret> password = values.secret(auth + ".password");
        only(new Auth.None(), "username", "password");
        if (username.isEmpty() || password.isEmpty()) return new Auth.None();
        return new Auth.Basic(username.get(), password.get());
    }

    private Optional<Auth.ClientCredentials> clientCredentials(boolean plainAllowed) {
        values.required(auth + ".token-url");
        Optional<URI> url = values.url(auth + ".token-url");
        url.filter(at -> "http".equals(at.getScheme()) && !Loopback.holds(at.getHost()) && !plainAllowed)
                .ifPresent(at -> values.problem("`" + auth + ".token-url` is plain http and not on loopback"));
        Optional<String> id = values.required(auth + ".client-id");
        Optional<Secret> secret = values.secret(auth + ".client-secret");
        Optional<Secret> key = values.secret(auth + ".client-key");
        boolean both = values.given(auth + ".client-secret") && values.given(auth + ".client-key");
        boolean neither = !values.given(auth + ".client-secret") && !values.given(auth + ".client-key");
        if (both || neither)
            values.problem("`" + auth + "` needs one of `" + auth + ".client-secret` and `" + auth + ".client-key`");
        only(new Auth.None(), "token-url", "client-id", "client-secret", "client-key", "scope");
        Optional<Proof> proof = secret.<Proof>map(Proof.SharedSecret::new).or(() -> key.map(Proof.Key::new));
        if (url.isEmpty() || id.isEmpty() || proof.isEmpty()) return Optional.empty();
        return Optional.of(new Auth.ClientCredentials(url.get(), id.get(), proof.get(), values.text(auth + ".scope")));
    }

    /** A member that the kind does not use would look as if it did something. */
    private Auth only(Auth result, String... used) {
        Set<String> known = Set.copyOf(Arrays.asList(used));
        MEMBERS.stream()
                .filter(member -> !known.contains(member) && values.given(auth + "." + member))
                .forEach(member -> values.problem("`" + auth + "." + member + "` has no use with this `" + auth + "`"));
        return result;
    }
}
