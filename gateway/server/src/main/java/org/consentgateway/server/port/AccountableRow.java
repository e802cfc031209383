package org.consentgateway.server.port;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.LegalBasis;

/**
 * What one DISCLOSED record tells of one patient that an accounting may have to name. Whether it has to is for the pack to
 * say when it is asked.
 *
 * @param sequence of the record
 * @param at       when it was written
 * @param hash     of its frame
 * @param body     of the record, without what is about others or rests on no evidence
 */
public record AccountableRow(long sequence, String patient, Instant at, String request, String hash, Json.Obj body) {

    // 45 CFR 164.528(a)(1)(i), (ii), (iv): treatment, the individual, an authorization
    private static final Set<LegalBasis> NEVER_COUNTED =
            Set.of(LegalBasis.ORIGINATOR_TREATMENT, LegalBasis.PATIENT_RELEASE, LegalBasis.AUTHORIZATION);

    /** Those of a record, by patient; none for other kinds. */
    public static List<AccountableRow> of(Recorded record) {
        if (record.kind() != Trail.Kind.DISCLOSED) return List.of();
        List<Json.Obj> groups = record.body().objects("disclosed").stream()
                .filter(AccountableRow::isAccountable)
                .toList();
        Set<String> patients = new TreeSet<>();
        groups.forEach(group -> texts(group).forEach(patients::add));
        List<AccountableRow> rows = new ArrayList<>();
        for (String patient : patients)
            rows.add(new AccountableRow(
                    record.sequence(),
                    patient,
                    record.at(),
                    record.requestId(),
                    record.hash(),
                    about(patient, record.body(), groups)));
        return rows;
    }

    private static Json.Obj about(String patient, Json.Obj body, List<Json.Obj> groups) {
        Map<String, Json> members = new TreeMap<>(body.members());
        members.put("patients", new Json.Arr(List.of(new Json.Text(patient))));
        members.put(
                "disclosed",
                new Json.Arr(groups.stream()
                        .filter(group -> texts(group).anyMatch(patient::equals))
                        .map(group -> (Json) group)
                        .toList()));
        return new Json.Obj(members);
    }

    /** The record, as far as it is kept. */
    public Recorded recorded() {
        return new Recorded(sequence, at, request, Trail.Kind.DISCLOSED, body, hash, new Json.Obj(Map.of()));
    }

    private static boolean isAccountable(Json.Obj group) {
        return group.objects("reasons").stream()
                .anyMatch(reason -> reason.text("grant").isPresent()
                        || reason.text("code").flatMap(AccountableRow::basis).isPresent());
    }

    private static Optional<LegalBasis> basis(String code) {
        Optional<LegalBasis> basis =
                code.equals("hhs-required") ? Optional.of(LegalBasis.HHS_SECRETARY) : LegalBasis.of(code);
        return basis.filter(one -> !NEVER_COUNTED.contains(one));
    }

    private static Stream<String> texts(Json.Obj group) {
        return group.items("patients").stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }
}
