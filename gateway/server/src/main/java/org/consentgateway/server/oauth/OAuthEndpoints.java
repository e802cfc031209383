package org.consentgateway.server.oauth;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.oauth.OAuthEndpoint.Kind;

/**
 * The closed list of paths that are passed: what the EHR's discovery names on its own host, and nothing under a FHIR base.
 *
 * @param byPath   endpoints by the path of either address
 * @param document the discovery document, with the addresses of passed endpoints as apps see them
 */
public record OAuthEndpoints(Map<String, OAuthEndpoint> byPath, Json.Obj document) {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

    public OAuthEndpoints {
        byPath = Map.copyOf(byPath);
    }

    /**
     * Where the EHR is.
     *
     * @param upstream   its FHIR base
     * @param publicUrl  the FHIR base that clients see
     * @param furtherBases under which it writes besides
     */
    public record Addresses(URI upstream, URI publicUrl, List<URI> furtherBases) {
        public Addresses {
            furtherBases = List.copyOf(furtherBases);
        }

        /** Whether a URL of the EHR is at its own host, by the name of any of its bases, or already at ours. */
        boolean own(URI url) {
            return origin(url).equals(origin(upstream))
                    || origin(url).equals(origin(publicUrl))
                    || furtherBases.stream().anyMatch(base -> origin(url).equals(origin(base)));
        }

        boolean underFhir(String path) {
            return under(path, upstream)
                    || under(path, publicUrl)
                    || furtherBases.stream().anyMatch(base -> under(path, base));
        }

        private static boolean under(String path, URI base) {
            String at = base.getRawPath();
            return at.isEmpty() || path.equals(at) || path.startsWith(at.endsWith("/") ? at : at + "/");
        }

        /** The same place at the EHR. */
        URI atEhr(String path) {
            return URI.create(origin(upstream) + path);
        }

        /** The same place as apps see it. */
        String atPublic(String path) {
            return origin(publicUrl) + path;
        }

        /** A redirection of the EHR to itself, as browsers see it; any other as it is. */
        String seen(String location) {
            String own = origin(upstream);
            boolean within = location.equals(own) || location.startsWith(own + "/") || location.startsWith(own + "?");
            return within ? origin(publicUrl) + location.substring(own.length()) : location;
        }

        private static String origin(URI url) {
            String host = String.valueOf(url.getHost()).toLowerCase(java.util.Locale.ROOT);
            int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
            boolean usual = port == ("https".equals(url.getScheme()) ? 443 : 80);
            return url.getScheme() + "://" + host + (usual ? "" : ":" + port);
        }
    }

    /** Of a discovery document. */
    public static OAuthEndpoints of(Json.Obj discovered, Addresses addresses) {
        Map<String, OAuthEndpoint> byPath = new HashMap<>();
        Map<String, Json> seen = new LinkedHashMap<>(discovered.members());
        for (Kind kind : Kind.values()) {
            Optional<URI> url = discovered.text(kind.member()).flatMap(OAuthEndpoints::url);
            if (discovered.get(kind.member()).isPresent() && url.isEmpty()) seen.remove(kind.member());
            if (url.isEmpty() || !addresses.own(url.get())) continue;
            String path = url.get().getRawPath();
            boolean passed = PATH.matcher(path).matches()
                    && url.get().getRawQuery() == null
                    && !addresses.underFhir(path)
                    && byPath.putIfAbsent(path, new OAuthEndpoint(kind, addresses.atEhr(path))) == null;
            // one that is not passed would send apps past the gateway
            if (passed) seen.put(kind.member(), new Json.Text(addresses.atPublic(path)));
            else seen.remove(kind.member());
        }
        return new OAuthEndpoints(byPath, new Json.Obj(seen));
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = new URI(text);
            return url.getHost() != null && url.getScheme() != null && url.getRawPath() != null
                    ? Optional.of(url)
                    : Optional.empty();
        } catch (java.net.URISyntaxException e) {
            return Optional.empty();
        }
    }
}
