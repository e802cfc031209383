package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Classify;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.label.SurroundingsReader.SurroundingFacts;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirHttp;

/**
 * {@code gateway.jar survey}: reads an EHR and prints, without content, what the pack in force finds in it: types, labels,
 * authors' qualifications and custody signals, what would be withheld and by which rule. A site sets its pack by it before
 * the first app is pointed at the gateway. Only codes, counts and names of rules are printed.
 */
public final class Survey {

    private static final int TOGETHER = 500;

    private final FhirHttp http;
    private final URI base;
    private final FhirVersion fhir;
    private final PolicyPack pack;
    private final BiFunction<Facts, Background, Classification> classify;
    private final Consumer<Map<Reference, Set<Reference>>> authorsSeen;

    /**
     * Of one EHR.
     *
     * @param base        FHIR base of the EHR
     * @param fhir        the version that it speaks
     * @param authorsSeen told who stands as author of what, for an EHR that keeps no history
     */
    public Survey(
            FhirHttp http,
            URI base,
            FhirVersion fhir,
            PolicyPack pack,
            Consumer<Map<Reference, Set<Reference>>> authorsSeen) {
        this(
                http,
                base,
                fhir,
                pack,
                (facts, background) -> Classify.classify(facts, background, pack.notes()),
                authorsSeen);
    }

    Survey(
            FhirHttp http,
            URI base,
            FhirVersion fhir,
            PolicyPack pack,
            BiFunction<Facts, Background, Classification> classify,
            Consumer<Map<Reference, Set<Reference>>> authorsSeen) {
        this.http = http;
        this.base = base;
        this.fhir = fhir;
        this.pack = pack;
        this.classify = classify;
        this.authorsSeen = authorsSeen;
    }

    /**
     * Reads and prints.
     *
     * @param surveyed whose resources are read
     * @param most     resources read of each type
     * @return 0 when every type could be read, else 1
     */
    public int run(Surveyed surveyed, int most, PrintStream out) {
        Ehr ehr = new Ehr(http, base, fhir, surveyed);
        out.printf("survey under %s %s; codes and counts only, no content%n", pack.id(), pack.version());
        ReferenceResolver bases = ehr.references();
        SurveyedSurroundings around =
                new SurveyedSurroundings(ehr, bases, pack.notes().lookout());
        OverlayProposal proposal = new OverlayProposal();
        int unread = 0;
        for (String type : new TreeSet<>(pack.noteTypes())) unread += type(ehr, type, most, around, proposal, out);
        unread += others(ehr, out);
        proposal.print(pack.id().replaceAll("\\+.*", ""), LocalDate.now(pack.zone()), out);
        return unread == 0 ? 0 : 1;
    }

    private int type(
            Ehr ehr, String type, int most, SurveyedSurroundings around, OverlayProposal proposal, PrintStream out) {
        if (!ehr.reaches(type)) {
            out.printf("%n%s: not read, for it is not searched by patient%n", type);
            return 0;
        }
        Tally tally = new Tally();
        int[] read = {0};
        Map<Reference, Set<Reference>> authors = new HashMap<>();
        try {
            boolean more = ehr.each(type, most, resource -> {
                read[0]++;
                Facts facts = count(ehr, resource, tally, around, proposal);
                facts.self().ifPresent(self -> authors.put(self, facts.authors()));
                if (authors.size() >= TOGETHER) tell(authors);
            });
            tell(authors);
            out.printf("%n%s: %d read%s%n", type, read[0], more ? ", and there are more" : "");
        } catch (IOException e) {
            out.printf("%n%s: %d read, then it could not be read: %s%n", type, read[0], e.getMessage());
            if (read[0] == 0) return 1;
            print(tally, out);
            return 1;
        }
        if (read[0] > 0) print(tally, out);
        return 0;
    }

    private void tell(Map<Reference, Set<Reference>> authors) {
        if (!authors.isEmpty()) authorsSeen.accept(Map.copyOf(authors));
        authors.clear();
    }

    private Facts count(
            Ehr ehr, Json.Obj resource, Tally tally, SurveyedSurroundings around, OverlayProposal proposal) {
        ReferenceResolver bases = ehr.references();
        Facts facts = FactsReader.read(resource, bases);
        Authors.Found authors = new Authors(ehr, bases).of(facts.authors());
        Map<Aspect, SurroundingFacts> made = around.of(facts);
        Classification found = classify.apply(facts, background(facts, authors).within(around.kept(made)));
        proposal.count(facts, made, found.isProtected());
        tally.count(found.isProtected() ? WITHHELD : ORDINARY, found.note() + " by rule " + found.rule());
        if (found.conflict()) tally.count(CONFLICTS, "rule " + found.rule());
        facts.labels().forEach(label -> tally.count(LABELS, label.toString()));
        facts.inline().forEach(inline -> inline.labels().forEach(label -> tally.count(LABELS, "inline " + label)));
        Stream.of(
                        facts.labels().stream(),
                        facts.tags().stream(),
                        facts.inline().stream().flatMap(inline -> inline.labels().stream()))
                .flatMap(label -> label)
                .filter(pack.notes()::resembles)
                .forEach(label -> tally.count(ODD, label.toString()));
        facts.codes().forEach(code -> tally.count(KINDS, code.toString()));
        facts.tags().forEach(tag -> tally.count(CUSTODY, "meta.tag " + tag));
        facts.categories().forEach(category -> tally.count(CUSTODY, "category " + category));
        facts.settings().forEach(setting -> tally.count(CUSTODY, "setting " + setting));
        facts.profiles().forEach(profile -> tally.count(CUSTODY, "meta.profile " + profile));
        facts.source().ifPresent(source -> tally.count(CUSTODY, "meta.source " + source.replaceAll("#.*", "")));
        authors(facts, authors, tally);
        return facts;
    }

    private void authors(Facts facts, Authors.Found authors, Tally tally) {
        facts.authors().forEach(author -> tally.count(AUTHORS, "author is a " + author.type()));
        if (facts.authors().isEmpty()) tally.count(AUTHORS, "no author that can be told");
        for (Coding qualification : authors.qualifications()) {
            boolean professional = pack.notes().professionals().contains(qualification);
            tally.count(AUTHORS, qualification + (professional ? " (mental health professional)" : ""));
        }
    }

    private static Background background(Facts facts, Authors.Found authors) {
        Set<Reference> patients = facts.subjects().stream()
                .filter(subject -> subject.type().equals("Patient"))
                .collect(Collectors.toSet());
        return Background.of(
                new Subjects.Known(patients),
                new Background.Authorship(authors.practitioners(), authors.qualifications()),
                Background.Membership.NONE);
    }

    private int others(Ehr ehr, PrintStream out) {
        out.printf("%nother types of the EHR, which the pack takes to carry no psychotherapy notes%n");
        try {
            for (String type : ehr.types()) {
                if (!pack.noteTypes().contains(type)) out.printf("    %8s  %s%n", counted(ehr, type), type);
            }
            return 0;
        } catch (IOException e) {
            out.println("  its list of types could not be read: " + e.getMessage());
            return 1;
        }
    }

    private static String counted(Ehr ehr, String type) {
        try {
            return ehr.count(type).orElse("?");
        } catch (IOException e) {
            return "?"; // a count is a courtesy of the EHR; the type is listed all the same
        }
    }

    private static final String WITHHELD = "would be withheld without a basis";
    private static final String ORDINARY = "ordinary";
    private static final String CONFLICTS = "label and custody disagree";
    private static final String LABELS = "labels";
    private static final String ODD = "labels that are none to the letter, protected until they are reviewed";
    private static final String KINDS = "document types and codes";
    private static final String CUSTODY = "custody signals";
    private static final String AUTHORS = "authors";

    private static void print(Tally tally, PrintStream out) {
        List.of(WITHHELD, ORDINARY, CONFLICTS, LABELS, ODD, KINDS, CUSTODY, AUTHORS)
                .forEach(heading -> tally.print(heading, out));
    }
}
