package org.consentgateway.server.operations;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.port.AccountableDisclosures;
import org.consentgateway.server.port.GrantRegister;
import org.consentgateway.server.port.GrantRegister.Filed;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.Representatives;
import org.consentgateway.server.port.StoreUnavailable;

/**
 * {@code $accounting-of-disclosures}, 45 CFR 164.528: to whom notes of a patient were disclosed without their
 * authorization, with the answer to the last request. Where some of the time asked for is in no index of this gateway
 * because its records were archived, the answer says so: six years are owed, and nothing is left out silently.
 */
public final class Accounting {

    /** In which form it is asked for. */
    public enum Form {
        BUNDLE,
        CSV,
        HTML
    }

    /**
     * One disclosure, with what 164.528(b)(2) asks for.
     *
     * @param recipient who asked, and for which organization
     * @param purposes  of use, as asserted
     * @param resources what was disclosed
     * @param filed     the grant behind it
     */
    record Disclosure(
            Recorded record,
            String recipient,
            Optional<String> organization,
            List<String> purposes,
            LegalBasis basis,
            List<String> resources,
            Optional<Filed> filed,
            List<Json.Obj> groups) {}

    private static final Set<String> KNOWN = Set.of("start", "end", "_format");

    private final AccountableDisclosures told;
    private final GrantRegister register;
    private final PolicyPack pack;
    private final Representatives representatives;
    private final Clock clock;

    public Accounting(
            AccountableDisclosures told,
            GrantRegister register,
            PolicyPack pack,
            Representatives representatives,
            Clock clock) {
        this.told = told;
        this.register = register;
        this.pack = pack;
        this.representatives = representatives;
        this.clock = clock;
    }

    /**
     * The accounting of the time asked for, by default of the last six years.
     *
     * @param query parameters of the request, decoded
     */
    public OperationAnswer account(Caller caller, Reference patient, Map<String, List<String>> query, Form form) {
        if (!caller.has(Role.PRIVACY_OFFICER) && !isOwnRecord(caller, patient))
            return OperationAnswer.refused(
                    403, "forbidden", "this operation is for the patient and for privacy officers");
        if (!KNOWN.containsAll(query.keySet()))
            return OperationAnswer.refused(400, "not-supported", "unknown parameter");
        if (query.values().stream().anyMatch(values -> values.size() != 1))
            return OperationAnswer.refused(400, "invalid", "a parameter stands more than once");
        var times = new FhirDateTimes(pack.zone());
        Instant now = clock.instant();
        Optional<Instant> end = query.containsKey("end") ? times.last(one(query, "end")) : Optional.of(now);
        Optional<Instant> start = query.containsKey("start")
                ? times.first(one(query, "start"))
                : end.map(it -> it.atZone(pack.zone()).minusYears(6).toInstant()); // 164.528(a)(1)
        if (start.isEmpty() || end.isEmpty())
            return OperationAnswer.refused(400, "invalid", "`start` and `end` must be dates");
        try {
            List<Disclosure> every = disclosures(patient, start.get(), end.get());
            // 164.528(a)(2): the individual's right is suspended, not the entity's own book
            List<Disclosure> all = caller.has(Role.PRIVACY_OFFICER)
                    ? every
                    : every.stream().filter(one -> !isSuspended(one, now)).toList();
            Set<Reason> because = all.size() == every.size()
                    ? Set.of(Reason.ACCOUNTING)
                    : Set.of(Reason.ACCOUNTING, Reason.ACCOUNTING_SUSPENDED);
            Optional<Instant> missing = told.incompleteBefore().filter(start.get()::isBefore);
            return switch (form) {
                case BUNDLE -> new OperationAnswer.Fhir(200, bundle(patient, all, missing), because);
                case CSV -> document("text/csv", AccountingText.csv(all, missing), because);
                case HTML ->
                    document("text/html", AccountingText.html(all, pack, start.get(), end.get(), missing), because);
            };
        } catch (IOException | StoreUnavailable e) {
            return OperationAnswer.unavailable();
        }
    }

    /** 164.502(g)(1): a personal representative is treated as the individual. */
    private boolean isOwnRecord(Caller caller, Reference patient) {
        return caller.user().equals(Optional.of(patient))
                || caller.user().flatMap(representatives::patientOf).equals(Optional.of(patient));
    }

    private static OperationAnswer document(String type, String text, Set<Reason> because) {
        return new OperationAnswer.Document(200, type + "; charset=utf-8", text, because);
    }

    private static boolean isSuspended(Disclosure disclosure, Instant now) {
        return disclosure
                .filed()
                .flatMap(Filed::accountingSuspendedUntil)
                .filter(now::isBefore)
                .isPresent();
    }

    private static String one(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of("")).get(0);
    }

    private List<Disclosure> disclosures(Reference patient, Instant start, Instant end) throws IOException {
        Map<String, Filed> grants = new LinkedHashMap<>();
        register.ofPatient(patient).forEach(filed -> grants.put(filed.grant().id(), filed));
        List<Disclosure> all = new ArrayList<>();
        for (Recorded record : told.ofPatient(patient, start, end)) all.addAll(disclosures(record, patient, grants));
        return all;
    }

    private List<Disclosure> disclosures(Recorded record, Reference patient, Map<String, Filed> grants) {
        Map<String, List<Json.Obj>> byEvidence = new LinkedHashMap<>();
        Map<String, LegalBasis> bases = new LinkedHashMap<>();
        for (Json.Obj group : AuditEvents.groups(record)) {
            if (texts(group, "patients").noneMatch(patient.toString()::equals)) continue;
            Optional<String> grant = evidence(group, "grant").findFirst();
            Optional<LegalBasis> basis = grant.flatMap(id -> Optional.ofNullable(grants.get(id)))
                    .map(filed -> filed.grant().basis())
                    .or(() -> evidence(group, "code")
                            .flatMap(code -> basis(code).stream())
                            .findFirst());
            if (basis.filter(it -> pack.basis(it).accountable()).isEmpty()) continue;
            String key = basis.get().code() + " " + grant.orElse("");
            byEvidence.computeIfAbsent(key, fresh -> new ArrayList<>()).add(group);
            bases.put(key, basis.get());
        }
        List<Disclosure> all = new ArrayList<>();
        byEvidence.forEach((key, groups) ->
                all.add(disclosure(record, bases.getOrDefault(key, LegalBasis.REQUIRED_BY_LAW), groups, grants)));
        return all;
    }

    private static Disclosure disclosure(
            Recorded record, LegalBasis basis, List<Json.Obj> groups, Map<String, Filed> grants) {
        Json.Obj caller = record.body().object("caller").orElse(new Json.Obj(Map.of()));
        return new Disclosure(
                record,
                caller.text("user").or(() -> caller.text("subject")).orElse("unknown"),
                caller.text("organization"),
                texts(caller, "purposes")
                        .map(purpose -> purpose.substring(purpose.indexOf('#') + 1))
                        .toList(),
                basis,
                groups.stream().flatMap(group -> texts(group, "resources")).toList(),
                groups.stream()
                        .flatMap(group -> evidence(group, "grant"))
                        .flatMap(id -> Optional.ofNullable(grants.get(id)).stream())
                        .findFirst(),
                groups);
    }

    /** The basis that a reason stands for; they share their codes but for one. */
    private static Optional<LegalBasis> basis(String reason) {
        return reason.equals("hhs-required") ? Optional.of(LegalBasis.HHS_SECRETARY) : LegalBasis.of(reason);
    }

    private Json.Obj bundle(Reference patient, List<Disclosure> all, Optional<Instant> missing) {
        var events = new AuditEvents(pack.organization().toString());
        List<Json> entries = new ArrayList<>();
        for (Disclosure one : all) {
            String id = AuditEvents.id(
                    one.record(),
                    patient + " " + one.basis().code()
                            + one.filed().map(filed -> " " + filed.grant().id()).orElse(""));
            Json.Obj event = events.disclosure(id, one.record(), patient.toString(), one.groups());
            entries.add(Fields.object()
                    .text("fullUrl", "urn:uuid:" + id)
                    .put("resource", event)
                    .done());
        }
        missing.ifPresent(before -> entries.add(incomplete(before)));
        Fields bundle = Fields.object()
                .text("resourceType", "Bundle")
                .text("type", "searchset")
                .put("total", new Json.Num(Integer.toString(all.size())));
        if (!entries.isEmpty()) bundle.put("entry", new Json.Arr(entries));
        return bundle.done();
    }

    /** FHIR R4 3.1.1.4.5: an entry about the search, which is no match. */
    private static Json.Obj incomplete(Instant before) {
        Json.Obj issue = Fields.object()
                .text("severity", "warning")
                .text("code", "incomplete")
                .text("diagnostics", AccountingText.incomplete(before))
                .done();
        return Fields.object()
                .put(
                        "resource",
                        Fields.object()
                                .text("resourceType", "OperationOutcome")
                                .put("issue", new Json.Arr(List.of(issue)))
                                .done())
                .put("search", Fields.object().text("mode", "outcome").done())
                .done();
    }

    private static Stream<String> evidence(Json.Obj group, String member) {
        return group.objects("reasons").stream().flatMap(reason -> reason.text(member).stream());
    }

    private static Stream<String> texts(Json.Obj from, String member) {
        return from.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }
}
