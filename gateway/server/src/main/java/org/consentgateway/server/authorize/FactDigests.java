package org.consentgateway.server.authorize;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.RecordedFacts;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Trail;

/** The sets of facts behind one record, each by its digest: those that the trail tells, and those that a database keeps. */
final class FactDigests {

    private static final int BYTES = 12; // 96 bits of SHA-256

    private final Map<String, String> told = new LinkedHashMap<>();
    private final Map<String, Json.Obj> kept = new LinkedHashMap<>();
    /** By what was found out, each that very object: of ordinary resources of one answer it is one. */
    private final IdentityHashMap<Background, Map<Facts, String>> resources = new IdentityHashMap<>();

    private final IdentityHashMap<Map<Reference, Consents>, Boolean> naming = new IdentityHashMap<>();
    private Optional<Access> before = Optional.empty();
    private String beforeDigest = "";
    private final IdentityHashMap<Directive, String> directives = new IdentityHashMap<>();

    /** What the resource said of itself, with what was found out about it. */
    String resource(Access asked) {
        boolean pointed = naming.computeIfAbsent(asked.consents(), RecordedFacts::names);
        RecordedFacts facts = RecordedFacts.of(asked, pointed);
        return resources
                .computeIfAbsent(facts.background(), fresh -> new HashMap<>())
                .computeIfAbsent(facts.facts(), fresh -> told(facts.text()));
    }

    /** What its patients had said and which grants there were, by version; the database keeps what these say. */
    String circumstances(Access asked) {
        // of one answer most have the same patients, and what these said is the very same value
        boolean same = before.filter(one ->
                        one.consents().equals(asked.consents()) && one.grants().equals(asked.grants()))
                .isPresent();
        if (!same) beforeDigest = circumstancesOf(asked);
        before = Optional.of(asked);
        return beforeDigest;
    }

    private String circumstancesOf(Access asked) {
        Map<Reference, RecordedFacts.Said> said = new TreeMap<>();
        asked.consents().forEach((patient, consents) -> {
            List<String> names = new ArrayList<>();
            for (Directive one : consents.match(all -> all, last -> last))
                names.add(directives.computeIfAbsent(one, this::name));
            said.put(patient, RecordedFacts.said(consents, names));
        });
        List<String> grants = asked.grants().stream()
                .map(grant -> RecordedFacts.name(grant, kept(RecordedFacts.json(grant))))
                .toList();
        return told(JsonWriter.text(RecordedFacts.json(new RecordedFacts.Circumstances(said, grants))));
    }

    private String name(Directive directive) {
        return RecordedFacts.name(directive, kept(RecordedFacts.json(directive)));
    }

    private String told(String set) {
        String digest = of(set);
        told.put(digest, set);
        return digest;
    }

    private String kept(Json.Obj set) {
        String digest = of(set);
        kept.put(digest, set);
        return digest;
    }

    Trail.FactSets sets() {
        return new Trail.FactSets(told, kept);
    }

    /** Of equal facts the same. */
    static String of(Json.Obj set) {
        return of(JsonWriter.text(set));
    }

    private static String of(String set) {
        byte[] hash = sha256(set.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
