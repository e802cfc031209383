package org.consentgateway.server.operations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.OrdinaryRules.Fallback;
import org.consentgateway.core.law.PolicyPack;

/**
 * What a pack does, said at a sixth-grade reading level. A sentence about a rule stands there only while the rule does;
 * the pack's own statements stand under their topic.
 */
final class PlainWords {

    /** @param citation the law behind it, empty where it is our own practice */
    record Sentence(String plain, Optional<String> citation) {}

    /** @param id the topic of the pack's statements that belong here */
    record Section(String id, String title, List<Sentence> sentences) {
        Section {
            sentences = List.copyOf(sentences);
        }
    }

    private final PolicyPack pack;

    private PlainWords(PolicyPack pack) {
        this.pack = pack;
    }

    /** The sections of the page in order. A section about which there is nothing to say is left out. */
    static List<Section> of(PolicyPack pack) {
        PlainWords words = new PlainWords(pack);
        List<Section> sections = new ArrayList<>(List.of(
                words.section("never-without-you", "What is never shown without you", words.neverWithoutYou()),
                words.section("law-may-open", "What the law may open", words.lawMayOpen()),
                words.section("who-decides", "Who decides", words.whoDecides()),
                words.section("revoke", "How to take back your yes", words.revoke()),
                words.section("always-visible", "What your care team can always see", words.alwaysVisible()),
                words.section("complain", "Where to complain", words.complain())));
        List<String> known = sections.stream().map(Section::id).toList();
        sections.add(new Section(
                "more",
                "More to know",
                pack.statements().stream()
                        .filter(statement -> !known.contains(statement.topic()))
                        .map(PlainWords::sentence)
                        .toList()));
        return sections.stream()
                .filter(section -> !section.sentences().isEmpty())
                .toList();
    }

    private Section section(String topic, String title, List<Sentence> derived) {
        Stream<Sentence> stated = pack.statements().stream()
                .filter(statement -> statement.topic().equals(topic))
                .map(PlainWords::sentence);
        return new Section(
                topic, title, Stream.concat(derived.stream(), stated).distinct().toList());
    }

    private static Sentence sentence(PolicyPack.Statement statement) {
        String read = statement.readOn().isBlank() ? "" : ", read on " + statement.readOn();
        return new Sentence(
                statement.plain(),
                statement.citation().isBlank() ? Optional.empty() : Optional.of(statement.citation() + read));
    }

    private List<Sentence> neverWithoutYou() {
        List<Sentence> said = new ArrayList<>();
        said.add(law(
                "No one sees your therapy notes unless you sign a form just for them, or the law opens them.",
                LegalBasis.AUTHORIZATION));
        said.add(own("A form that lets us share the rest of your chart does not open them."));
        said.add(own("No boss and no staff job opens them. In a rush, “break the glass” does not open them."));
        if (pack.basis(LegalBasis.ORIGINATOR_TREATMENT).enabled()) {
            said.add(law(
                    pack.authorization().patientMayRestrictOriginator()
                            ? "The person who wrote the note may use it to treat you. You can say no to that."
                            : "The person who wrote the note may use it to treat you.",
                    LegalBasis.ORIGINATOR_TREATMENT));
        }
        if (pack.existence() == PolicyPack.Existence.HIDE) {
            said.add(own("If a person may not see a note, we do not tell them that there is one."));
        } else {
            said.add(own("If we hold a part back, we tell the reader that a part is missing. We do not say what."));
        }
        return said;
    }

    private List<Sentence> lawMayOpen() {
        return Arrays.stream(LegalBasis.values())
                .filter(basis -> pack.basis(basis).enabled())
                .flatMap(basis -> opening(basis).map(plain -> law(plain + limits(pack.basis(basis)), basis)).stream())
                .toList();
    }

    private static Optional<String> opening(LegalBasis basis) {
        return switch (basis) {
            case ORIGINATOR_TREATMENT, AUTHORIZATION, PATIENT_RELEASE -> Optional.empty();
            case OWN_TRAINING -> Optional.of("We train new therapists here. With a guide, they may learn from a note.");
            case LEGAL_DEFENCE -> Optional.of("If you take us to court, we may use your notes to defend ourselves.");
            case HHS_SECRETARY -> Optional.of("The U.S. health office may check if we follow the rules.");
            case REQUIRED_BY_LAW ->
                Optional.of("A judge may order us to share a note. A law may make us report harm to a child.");
            case ORIGINATOR_OVERSIGHT -> Optional.of("The board that gives out licenses may check on your therapist.");
            case CORONER -> Optional.of("If a person dies, the coroner may ask for notes to learn why.");
            case SERIOUS_THREAT ->
                Optional.of("If someone is in grave danger right now, we may warn a person who can help.");
        };
    }

    private static String limits(BasisRow row) {
        String second = row.grants().approval() ? " A second person here must agree first." : "";
        // 45 CFR 164.528(a)(1): health care operations need not be accounted for
        String unlisted = row.accountable() ? "" : " This is not on the list that you may ask for.";
        return second + row.grants().lifetime().map(PlainWords::lasts).orElse("") + unlisted;
    }

    private static String lasts(Duration lifetime) {
        long hours = lifetime.toHours();
        String span = hours % 24 == 0 && hours > 24 ? hours / 24 + " days" : hours + " hours";
        return " This ends after " + span + " at most.";
    }

    private List<Sentence> whoDecides() {
        return List.of(
                own("You decide who may see your therapy notes."),
                own("When the law opens a note, our privacy officer must write down the proof."),
                own("No one can open a note for themselves. We write down each time a note is shown."),
                law(patientRelease(), LegalBasis.PATIENT_RELEASE));
    }

    private String patientRelease() {
        return switch (pack.authorization().patientRelease()) {
            case NEVER -> "You may ask your therapist about the notes. You cannot get them through an app.";
            case ORIGINATOR_APPROVED -> "You may ask to read the notes. Your therapist decides.";
            case AUTHORIZATION -> "You may ask to read the notes, or sign a form that names you.";
        };
    }

    private List<Sentence> revoke() {
        return List.of(
                new Sentence(
                        "You can take back your yes at any time. Write to us and say so.",
                        Optional.of("45 CFR 164.508(b)(5)")),
                own("From then on, the next person who asks will not see the notes."));
    }

    private List<Sentence> alwaysVisible() {
        List<Sentence> said = new ArrayList<>();
        said.add(own(
                pack.ordinary().fallback() == Fallback.PERMIT
                        ? "The team that treats you can see the rest of your chart, so that your care is safe."
                        : "The team that treats you can see the rest of your chart once you say yes."));
        said.add(own("You can ask us to keep some of your chart back. Then your team does not see it."));
        if (pack.ordinary().breakGlass()) {
            said.add(own("To save your life, a doctor may still open that part. We write down why."));
        }
        return said;
    }

    private List<Sentence> complain() {
        return List.of(own("Ask for our privacy officer."), own("You will not be treated worse if you complain."));
    }

    private static Sentence own(String plain) {
        return new Sentence(plain, Optional.empty());
    }

    private static Sentence law(String plain, LegalBasis basis) {
        return new Sentence(plain, Optional.of(basis.citation()));
    }
}
