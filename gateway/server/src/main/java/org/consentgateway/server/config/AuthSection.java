package org.consentgateway.server.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.server.config.CalledServerAuth.AssertionSubject;
import org.consentgateway.server.config.CalledServerAuth.Proof;
import org.consentgateway.server.config.CalledServerAuth.SigningAlgorithm;

/** The {@code .auth} keys of one server: the kind says which others are needed, and every further one is a problem. */
final class AuthSection {

    private enum Kind {
        NONE,
        BASIC,
        CLIENT_CREDENTIALS,
        FORWARD,
        EXCHANGE,
        JWT_BEARER,
        SIGV4
    }

    private static final List<String> MEMBERS = List.of(
            "username",
            "password",
            "token-url",
            "client-id",
            "client-secret",
            "client-key",
            "algorithm",
            "scope",
            "subject",
            "region",
            "service",
            "access-key",
            "secret-key",
            "session-token");

    private final Values values;
    private final String auth;

    AuthSection(Values values, String section) {
        this.values = values;
        this.auth = section + ".auth";
    }

    CalledServerAuth auth(boolean plainAllowed) {
        return switch (values.choice(auth, Kind.class, Kind.NONE)) {
            case NONE -> only(new CalledServerAuth.None());
            case FORWARD -> only(new CalledServerAuth.Forward());
            case BASIC -> basic();
            case CLIENT_CREDENTIALS ->
                clientCredentials(plainAllowed)
                        .<CalledServerAuth>map(client -> client)
                        .orElseGet(CalledServerAuth.None::new);
            case EXCHANGE ->
                clientCredentials(plainAllowed)
                        .<CalledServerAuth>map(CalledServerAuth.Exchange::new)
                        .orElseGet(CalledServerAuth.None::new);
            case JWT_BEARER -> jwtBearer(plainAllowed);
            case SIGV4 -> sigV4();
        };
    }

    private CalledServerAuth basic() {
        Optional<String> username = values.required(auth + ".username");
        values.required(auth + ".password");
        Optional<Secret> password = values.secret(auth + ".password");
        only(new CalledServerAuth.None(), "username", "password");
        if (username.isEmpty() || password.isEmpty()) return new CalledServerAuth.None();
        return new CalledServerAuth.Basic(username.get(), password.get());
    }

    private CalledServerAuth jwtBearer(boolean plainAllowed) {
        AssertionSubject subject = isKey("subject") ? subject() : AssertionSubject.SUB;
        return clientCredentials(plainAllowed, "subject")
                .<CalledServerAuth>map(client -> new CalledServerAuth.JwtBearer(client, subject))
                .orElseGet(CalledServerAuth.None::new);
    }

    private AssertionSubject subject() {
        return values.read(auth + ".subject", "`sub` or `fhirUser`", text -> switch (text) {
                    case "sub" -> Optional.of(AssertionSubject.SUB);
                    case "fhirUser" -> Optional.of(AssertionSubject.FHIR_USER);
                    default -> Optional.empty();
                })
                .orElse(AssertionSubject.SUB);
    }

    /** Who asks is shown to the EHR alone: other servers have no key that says how. */
    private boolean isKey(String member) {
        return Key.find(auth + "." + member).isPresent();
    }

    private CalledServerAuth sigV4() {
        Optional<String> region = values.required(auth + ".region");
        Optional<String> accessKey = values.required(auth + ".access-key");
        values.required(auth + ".secret-key");
        Optional<Secret> secretKey = values.secret(auth + ".secret-key");
        Optional<Secret> session = values.secret(auth + ".session-token");
        String service = values.text(auth + ".service").orElse("healthlake");
        only(new CalledServerAuth.None(), "region", "service", "access-key", "secret-key", "session-token");
        if (region.isEmpty() || accessKey.isEmpty() || secretKey.isEmpty()) return new CalledServerAuth.None();
        return new CalledServerAuth.SigV4(region.get(), service, accessKey.get(), secretKey.get(), session);
    }

    private Optional<CalledServerAuth.ClientCredentials> clientCredentials(boolean plainAllowed, String... further) {
        values.required(auth + ".token-url");
        Optional<URI> url = values.url(auth + ".token-url");
        url.filter(at -> "http".equals(at.getScheme()) && !Loopback.holds(at.getHost()) && !plainAllowed)
                .ifPresent(at -> values.problem("`" + auth + ".token-url` is plain http and not on loopback"));
        Optional<String> id = values.required(auth + ".client-id");
        Optional<Secret> secret = values.secret(auth + ".client-secret");
        Optional<Secret> key = values.secret(auth + ".client-key");
        boolean both = values.given(auth + ".client-secret") && values.given(auth + ".client-key");
        boolean neither = !values.given(auth + ".client-secret") && !values.given(auth + ".client-key");
        if (both)
            values.problem(
                    "`" + auth + "` takes one of `" + auth + ".client-secret` and `" + auth + ".client-key`, not both");
        if (!neither && values.given(auth + ".algorithm"))
            values.problem("`" + auth + ".algorithm` is for the gateway's own keys, where there is neither `" + auth
                    + ".client-secret` nor `" + auth + ".client-key`");
        SigningAlgorithm algorithm = values.read(
                        auth + ".algorithm", "`RS384` or `ES384`", text -> Arrays.stream(SigningAlgorithm.values())
                                .filter(known -> known.name().equals(text))
                                .findFirst())
                .orElse(SigningAlgorithm.RS384);
        List<String> used = new ArrayList<>(List.of(further));
        used.addAll(List.of("token-url", "client-id", "client-secret", "client-key", "algorithm", "scope"));
        only(new CalledServerAuth.None(), used.toArray(String[]::new));
        Optional<Proof> proof = neither
                ? Optional.of(new Proof.OwnKey(algorithm))
                : secret.<Proof>map(Proof.SharedSecret::new).or(() -> key.map(Proof.Key::new));
        if (url.isEmpty() || id.isEmpty() || proof.isEmpty()) return Optional.empty();
        return Optional.of(
                new CalledServerAuth.ClientCredentials(url.get(), id.get(), proof.get(), values.text(auth + ".scope")));
    }

    /** A member that the kind does not use would look as if it did something. */
    private CalledServerAuth only(CalledServerAuth result, String... used) {
        Set<String> known = Set.copyOf(Arrays.asList(used));
        MEMBERS.stream()
                .filter(member -> !known.contains(member) && isKey(member) && values.given(auth + "." + member))
                .forEach(member -> values.problem("`" + auth + "." + member + "` has no use with this `" + auth + "`"));
        return result;
    }
}
