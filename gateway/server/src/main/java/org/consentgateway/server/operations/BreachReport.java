package org.consentgateway.server.operations;

import java.io.PrintStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.DisclosedRow;
import org.consentgateway.server.port.Recorded;

/**
 * The scope of what may be a breach of unsecured protected health information: what went out, to whom, when, and what the
 * law asks to be done by when.
 *
 * @param candidates disclosures that the question finds
 * @param found      those that would be withheld today, in order
 * @param unknown    those whose record is archived or does not say from what they were decided: for a person to judge,
 *                   never guessed
 * @param incompleteBefore before which instant some may be missing: records lie in an archive, and the index was made without
 *                   them; empty where all is here
 */
public record BreachReport(
        BreachQuery query,
        int candidates,
        List<Disclosure> found,
        List<Disclosure> unknown,
        Optional<Instant> incompleteBefore) {

    /** From how many affected individuals on others must be told at once. 45 CFR 164.406(a), 164.408(b) */
    private static final int MANY = 500;

    private static final int DAYS = 60; // 45 CFR 164.404(b)

    /** Why it would be withheld today. */
    public enum Cause {
        /** The law did not permit it by the facts of then: presumed a breach, 45 CFR 164.402(2). */
        NOT_PERMITTED_THEN("not permitted by the law and the facts of then"),
        /** It was permitted by the facts of then, and the resource says something else of itself now. */
        RELABELLED_SINCE("re-labelled since"),
        /** Its record is not here: what the index knows of it is told, and it is to be restored. */
        ARCHIVED("in an archive of the trail: restore it to decide"),
        /** Its record says too little. */
        NOT_DECIDABLE("not decidable from its record");

        private final String words;

        Cause(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Why a resource would not go today.
     *
     * @param reason   code of the reason; empty where it is not decided
     * @param citation of that reason
     */
    public record Finding(Cause cause, String reason, String citation) {
        static Finding of(Cause cause) {
            return new Finding(cause, "", "");
        }
    }

    /** Who got a resource, through which app and for what purposes, as asserted. */
    public record Receiver(String recipient, String organization, String client, String purposes) {}

    /**
     * One resource that went to one recipient.
     *
     * @param finding  why it would not go today
     * @param receiver who got it
     * @param verdict  {@code release} or {@code strip}: how it went
     */
    public record Disclosure(
            Finding finding,
            String requestId,
            Instant at,
            Receiver receiver,
            String resource,
            Set<String> patients,
            String verdict) {

        public static Disclosure of(Recorded record, Json.Obj group, String resource) {
            Json.Obj caller = record.body().object("caller").orElse(new Json.Obj(Map.of()));
            return new Disclosure(
                    Finding.of(Cause.NOT_DECIDABLE),
                    record.requestId(),
                    record.at(),
                    new Receiver(
                            caller.text("user").or(() -> caller.text("subject")).orElse("unknown"),
                            caller.text("organization").orElse(""),
                            caller.text("client").orElse("unknown"),
                            texts(caller, "purposes").collect(Collectors.joining(" "))),
                    resource,
                    new TreeSet<>(texts(group, "patients").toList()),
                    group.text("decision").orElse("release"));
        }

        /** Of one whose record is in an archive, as the index tells it. */
        public static Disclosure archived(DisclosedRow row) {
            return new Disclosure(
                    Finding.of(Cause.ARCHIVED),
                    row.entry().request(),
                    Instant.ofEpochMilli(row.entry().at()),
                    new Receiver(
                            row.receiver().recipient(),
                            "",
                            row.receiver().client(),
                            row.receiver().purposes()),
                    row.resource(),
                    row.patient().isEmpty() ? Set.of() : Set.of(row.patient()),
                    "release");
        }

        public Disclosure because(Cause why, Decision decision) {
            var reason = decision.grounds().get(0).reason();
            return new Disclosure(
                    new Finding(why, reason.code(), reason.citation()),
                    requestId,
                    at,
                    receiver,
                    resource,
                    patients,
                    verdict);
        }
    }

    public BreachReport {
        found = List.copyOf(found);
        unknown = List.copyOf(unknown);
    }

    /** The individuals whose resources went out though the law did not permit it. */
    public Set<String> affected() {
        return found.stream()
                .filter(one -> one.finding().cause() == Cause.NOT_PERMITTED_THEN)
                .flatMap(one -> one.patients().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The last day to notify the individuals. */
    public LocalDate deadline() {
        return query.discovered().plusDays(DAYS);
    }

    /** Everything found and not decidable, one line each. */
    public String csv() {
        StringBuilder csv = new StringBuilder("cause,request,at,recipient,organization,app,purposes,type,resource,"
                + "patients,went as,reason today,citation\r\n");
        Stream.concat(found.stream(), unknown.stream())
                .forEach(one -> csv.append(Csv.line(
                        one.finding().cause().toString(),
                        one.requestId(),
                        one.at().toString(),
                        one.receiver().recipient(),
                        one.receiver().organization(),
                        one.receiver().client(),
                        one.receiver().purposes(),
                        one.resource().replaceFirst("/.*", ""),
                        one.resource(),
                        String.join(" ", one.patients()),
                        one.verdict(),
                        one.finding().reason(),
                        one.finding().citation())));
        return csv.toString();
    }

    public void print(PrintStream out) {
        out.println("looked at     " + candidates + " disclosures by " + query.by() + " `" + query.value() + "`, "
                + query.from() + " to " + query.until());
        incompleteBefore.ifPresent(begun -> out.println("may lack      what was recorded before " + begun
                + ": it is in an archive, and the index does not know of it; restore it, then `index --rebuild`"));
        for (Cause cause : Cause.values()) cause(cause, out);
        out.println("affected      " + affected().size() + " individuals"
                + (affected().isEmpty() ? "" : ": " + String.join(", ", affected())));
        out.println(
                "discovered    " + query.discovered() + "; each individual is notified without unreasonable delay, by "
                        + deadline() + " at the latest (45 CFR 164.404(b))");
        out.println("to others     " + others());
        if (!affected().isEmpty()) factors().forEach(line -> out.println("              " + line));
        out.flush();
    }

    /** Those of one cause, in order. */
    public List<Disclosure> of(Cause cause) {
        return Stream.concat(found.stream(), unknown.stream())
                .filter(one -> one.finding().cause() == cause)
                .toList();
    }

    private void cause(Cause cause, PrintStream out) {
        List<Disclosure> theirs = of(cause);
        out.println(theirs.size() + " " + cause);
        theirs.forEach(one -> out.println(
                "  " + one.at() + " " + one.resource() + " to " + one.receiver().recipient() + " of "
                        + (one.receiver().organization().isEmpty()
                                ? "no organization"
                                : one.receiver().organization()) + " through "
                        + one.receiver().client()
                        + ", request " + one.requestId()
                        + Optional.of(one.finding().reason())
                                .filter(code -> !code.isEmpty())
                                .map(code -> ": " + code + " (" + one.finding().citation() + ")")
                                .orElse("")));
    }

    /** Who else is told, and by when. 45 CFR 164.406, 164.408 */
    public String others() {
        if (affected().size() >= MANY)
            return "the Secretary together with the individuals (45 CFR 164.408(b)), and prominent media where more"
                    + " than 500 are residents of one State (45 CFR 164.406)";
        return "the Secretary within 60 days after the end of "
                + query.discovered().getYear() + " (45 CFR 164.408(c)); no media";
    }

    /** 45 CFR 164.402(2): without a low probability of compromise, shown by at least these, it is a breach. */
    static List<String> factors() {
        return List.of(
                "presumed a breach unless a low probability of compromise is shown (45 CFR 164.402(2)):",
                "(i) nature and extent, types of identifiers, likelihood of re-identification: ______",
                "(ii) the unauthorized person who used it or to whom it was disclosed: ______",
                "(iii) whether it was actually acquired or viewed: ______",
                "(iv) the extent to which the risk has been mitigated: ______");
    }

    private static Stream<String> texts(Json.Obj from, String member) {
        return from.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }
}
