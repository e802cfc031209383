package org.consentgateway.server.config;

import java.util.List;

/** Keys of where the gateway listens and how clients see it. */
final class ListenerKeys {

    private ListenerKeys() {}

    static List<Key> all() {
        return List.of(
                new Key("http.host", "127.0.0.1", "127.0.0.1", "address that FHIR is served on"),
                new Key("http.port", "8080", "8080", "port that FHIR is served on; 0 takes any free port"),
                new Key(
                        "http.base-path",
                        "the path of `public.url`",
                        "/fhir",
                        "where FHIR is served; another than that of `public.url` where a proxy in front changes paths"),
                new Key(
                        "http.cors-origins",
                        "none",
                        "https://app.example.org",
                        "origins whose web apps may call from a browser, comma-separated; `*` for any; discovery and metadata are open to every origin"),
                new Key(
                        "http.cors-headers",
                        "none",
                        "X-App-Version",
                        "further request headers that these may send, comma-separated"),
                new Key("http.tls.key-store", "off", "/etc/gateway/server.p12", "PKCS#12 or JKS file: serves https"),
                new Key("http.tls.key-store-password", "none", "file:/run/secrets/key-store", "its password"),
                new Key(
                        "http.tls.client-trust-store",
                        "none",
                        "/etc/gateway/clients.p12",
                        "authorities of client certificates, for tokens that are bound to one"),
                new Key(
                        "http.tls.client-trust-store-password",
                        "none",
                        "file:/run/secrets/client-trust-store",
                        "its password"),
                new Key(
                        "http.tls.client-auth",
                        "`want` with a client trust store, else `none`",
                        "want",
                        "`none`, `want` or `need`: whether a client must show a certificate"),
                new Key("management.host", "`http.host`", "127.0.0.1", "address of health and metrics"),
                new Key("management.port", "9876", "9876", "port of health and metrics; 0 takes any free port"),
                new Key(
                        "enforcement-points.NAME.credential",
                        "none",
                        "file:/run/secrets/point",
                        "bearer credential of an enforcement point that may ask for decisions on the management port; NAME is of lower-case letters and digits"),
                new Key(
                        "public.url",
                        "`http://{http.host}:{http.port}/fhir`",
                        "https://fhir.example.org/fhir",
                        "the FHIR base that clients see; every link and header is written with it"),
                new Key(
                        "public.oauth",
                        "`off`",
                        "off",
                        "`pass`: the OAuth endpoints that the EHR's `.well-known/smart-configuration` names on its own host are passed at the origin of `public.url`, for a gateway that stands at the EHR's own address"));
    }
}
