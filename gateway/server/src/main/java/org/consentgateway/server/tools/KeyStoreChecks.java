package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.GatewayConfig.Store;

/** Whether the key and trust stores of a configuration can be opened, and how long their certificates hold. */
final class KeyStoreChecks {

    /** So long before its end a certificate is told of. */
    static final Duration SOON = Duration.ofDays(30);

    private final InstantSource clock;
    private final List<Finding> findings = new ArrayList<>();

    private KeyStoreChecks(InstantSource clock) {
        this.clock = clock;
    }

    static List<Finding> of(GatewayConfig config, InstantSource clock) {
        KeyStoreChecks checks = new KeyStoreChecks(clock);
        stores(config).forEach(checks::check);
        return List.copyOf(checks.findings);
    }

    /** Every store by the key that names it. */
    private static Map<String, Store> stores(GatewayConfig config) {
        Map<String, Store> stores = new LinkedHashMap<>();
        config.http().tls().ifPresent(tls -> {
            stores.put("http.tls.key-store", tls.keyStore());
            tls.clientTrust().ifPresent(store -> stores.put("http.tls.client-trust-store", store));
        });
        server(stores, "upstream", Optional.of(config.upstream()));
        config.upstreams().forEach((name, server) -> server(stores, "upstreams." + name, Optional.of(server)));
        server(stores, "consent", Optional.of(config.consent().server()));
        server(stores, "audit", config.audit());
        config.issuerTls().trustStore().ifPresent(store -> stores.put("issuer.tls.trust-store", store));
        config.issuerTls().keyStore().ifPresent(store -> stores.put("issuer.tls.key-store", store));
        return stores;
    }

    private static void server(Map<String, Store> stores, String section, Optional<GatewayConfig.Server> server) {
        server.flatMap(GatewayConfig.Server::trustStore)
                .ifPresent(store -> stores.put(section + ".tls.trust-store", store));
        server.flatMap(GatewayConfig.Server::keyStore)
                .ifPresent(store -> stores.put(section + ".tls.key-store", store));
    }

    private void check(String key, Store store) {
        char[] password =
                store.password().map(secret -> secret.reveal()).orElse("").toCharArray();
        try (InputStream in = Files.newInputStream(store.file())) {
            KeyStore opened = KeyStore.getInstance(store.file().toString().endsWith(".jks") ? "JKS" : "PKCS12");
            opened.load(in, password);
            boolean keys = key.endsWith(".key-store");
            int before = findings.size();
            int entries = 0;
            for (String alias : Collections.list(opened.aliases())) {
                if (keys && !opened.isKeyEntry(alias)) continue;
                entries++;
                if (keys && opened.getKey(alias, password) == null) continue;
                if (opened.getCertificate(alias) instanceof X509Certificate certificate) dates(key, certificate, keys);
            }
            if (entries == 0)
                add(Level.BAD, "`" + key + "` holds no " + (keys ? "private key" : "certificate"), "name another file");
            else if (findings.size() == before) add(Level.GOOD, "`" + key + "` can be opened", "");
        } catch (IOException e) {
            unreadable(key, store, e);
        } catch (GeneralSecurityException e) {
            add(
                    Level.BAD,
                    "`" + key + "` holds a key that cannot be read",
                    "set `" + key + "-password` to its password");
        }
    }

    private void unreadable(String key, Store store, IOException e) {
        boolean password = e.getCause() instanceof UnrecoverableKeyException;
        if (password)
            add(
                    Level.BAD,
                    "`" + key + "` does not open with " + (store.password().isPresent() ? "its" : "no") + " password",
                    "set `" + key + "-password` to the password of `" + store.file() + "`");
        else
            add(
                    Level.BAD,
                    "`" + key + "`: `" + store.file() + "` is no PKCS#12 file, or no JKS file where it ends in `.jks`",
                    "convert it with `keytool -importkeystore -deststoretype PKCS12`, or name another file");
    }

    private void dates(String key, X509Certificate certificate, boolean own) {
        Instant now = clock.instant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end))
            add(
                    own ? Level.BAD : Level.NOTE,
                    "a certificate of `" + key + "` has expired at " + end,
                    "renew it, and put it into the file that `" + key + "` names");
        else if (now.isBefore(certificate.getNotBefore().toInstant()))
            add(
                    own ? Level.BAD : Level.NOTE,
                    "a certificate of `" + key + "` is not valid before "
                            + certificate.getNotBefore().toInstant(),
                    "see the clock of this machine, or name another file in `" + key + "`");
        else if (now.plus(SOON).isAfter(end))
            add(
                    Level.NOTE,
                    "a certificate of `" + key + "` expires at " + end,
                    "renew it, and put it into the file that `" + key + "` names");
    }

    private void add(Level level, String says, String todo) {
        findings.add(new Finding("key-store", level, says, todo));
    }
}
