package org.consentgateway.server.operations;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.server.operations.Accounting.Disclosure;

/** The accounting of disclosures as a table for a spreadsheet, and as a page in plain words. */
final class AccountingText {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMMM d, uuuu", Locale.US);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMMM d, uuuu, h:mm a", Locale.US);

    private static final String STYLE = """
        body { font: 1.1rem/1.5 Georgia, 'Times New Roman', serif; color: #1a1a1a; background: #fff;
               max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #767676; padding: .4rem .6rem .4rem 0; }
        footer { margin-top: 2rem; font-size: .85rem; }
        """;

    private AccountingText() {}

    /** What is not in it. */
    static String incomplete(Instant before) {
        return "disclosures before " + before
                + " may be missing: the records of that time are in an archive of the audit"
                + " trail; restore it, then `gateway.jar index --rebuild`";
    }

    static String csv(List<Disclosure> all, Optional<Instant> missing) {
        String head = "date,recipient,organization,description,purpose,basis,citation,reference,request\r\n";
        return head
                + all.stream()
                        .map(one -> Stream.of(
                                        one.record().at().toString(),
                                        one.recipient(),
                                        one.organization().orElse(""),
                                        "psychotherapy notes: " + String.join(" ", one.resources()),
                                        String.join(" ", one.purposes()),
                                        one.basis().code(),
                                        one.basis().citation(),
                                        paper(one),
                                        one.record().requestId())
                                .map(Csv::cell)
                                .collect(Collectors.joining(",")))
                        .map(line -> line + "\r\n")
                        .collect(Collectors.joining())
                + missing.map(before -> Csv.cell("") + "," + Csv.cell(incomplete(before)) + ",,,,,,,\r\n")
                        .orElse("");
    }

    static String html(List<Disclosure> all, PolicyPack pack, Instant start, Instant end, Optional<Instant> missing) {
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>Who got your therapy notes</title>
            <style>
            %s</style>
            </head>
            <body>
            <h1>Who got your therapy notes</h1>
            <p>This list shows each time your therapy notes went to someone because a law allows or demands it.
            It runs from %s to %s. It leaves out what you agreed to in writing, what your own
            therapist read to treat you, and what was given to you yourself.</p>
            %s<p>If something here looks wrong, ask the privacy office. You may also complain to the U.S. Department of
            Health and Human Services.</p>
            <footer>45 CFR 164.528. Made by the rules %s.</footer>
            </body>
            </html>
            """.formatted(
                        STYLE,
                        DAY.format(start.atZone(pack.zone())),
                        DAY.format(end.atZone(pack.zone())),
                        missing.map(before -> gap(before, pack)).orElse("") + table(all, pack),
                        HtmlText.escaped(pack.id() + " " + pack.version()));
    }

    private static String table(List<Disclosure> all, PolicyPack pack) {
        if (all.isEmpty())
            return "<p><strong>Nobody got your therapy notes in this time without your written"
                    + " permission.</strong></p>\n";
        return "<table>\n<thead><tr><th>When</th><th>Who got them</th><th>What</th><th>Why</th></tr></thead>\n<tbody>\n"
                + all.stream().map(one -> row(one, pack)).collect(Collectors.joining()) + "</tbody>\n</table>\n";
    }

    private static String gap(Instant before, PolicyPack pack) {
        return "<p><strong>This list is not whole.</strong> What came before " + DAY.format(before.atZone(pack.zone()))
                + " is stored in another place. Ask the privacy office for it. They must give it to you.</p>\n";
    }

    private static String row(Disclosure one, PolicyPack pack) {
        String count = one.resources().size() == 1
                ? "One therapy note"
                : one.resources().size() + " therapy notes";
        String who = HtmlText.escaped(one.recipient())
                + one.organization()
                        .map(org -> " (" + HtmlText.escaped(org) + ")")
                        .orElse("");
        String paper = paper(one);
        return "<tr><td>" + TIME.format(one.record().at().atZone(pack.zone())) + "</td><td>" + who + "</td><td>" + count
                + "</td><td>" + plain(one.basis()) + (paper.isEmpty() ? "" : " Paper: " + HtmlText.escaped(paper) + ".")
                + " <small>"
                + HtmlText.escaped(one.basis().citation()) + "</small></td></tr>\n";
    }

    private static String plain(LegalBasis basis) {
        return switch (basis) {
            case HHS_SECRETARY -> "The government checked whether the hospital follows the privacy law.";
            case REQUIRED_BY_LAW -> "A law or a court order made the hospital do it.";
            case ORIGINATOR_OVERSIGHT -> "The board that watches over therapists looked into the therapist.";
            case CORONER -> "A coroner looked into a death.";
            case SERIOUS_THREAT -> "It was needed to keep someone safe from serious harm.";
            case OWN_TRAINING -> "Students learned from it in the hospital's own training.";
            case LEGAL_DEFENCE -> "The hospital defended itself in a case that you brought.";
            case ORIGINATOR_TREATMENT -> "Your therapist used it to treat you.";
            case AUTHORIZATION -> "You agreed to it in writing.";
            case PATIENT_RELEASE -> "It was given to you.";
        };
    }

    /** The written request behind it, 164.528(b)(2)(iv). */
    private static String paper(Disclosure one) {
        return one.filed()
                .flatMap(filed -> filed.grant().documentation().reference())
                .map(AccountingText::words)
                .orElse("");
    }

    private static String words(Grant.LegalReference reference) {
        return Stream.of(reference.type(), reference.number(), reference.issuer(), reference.citation())
                .flatMap(part -> part.stream())
                .collect(Collectors.joining(", "));
    }
}
