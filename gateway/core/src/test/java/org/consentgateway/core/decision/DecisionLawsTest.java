package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.junit.jupiter.api.Test;

/** What must hold of every decision, tried on questions shuffled together from all written cases. */
class DecisionLawsTest {

    private static final long SEED = Long.getLong("seed", 20261123L);
    private static final int QUESTIONS = Integer.getInteger("questions", 5_000);
    private static final List<WrittenCase> CASES =
            WrittenCase.read(Packs.yaml(Path.of("src/test/resources/decision/cases.yaml")), Packs::of);

    private interface Law {
        void holds(Access question, Random random);
    }

    private static void always(Law law) {
        Random random = new Random(SEED);
        for (int i = 0; i < QUESTIONS; i++) {
            Access question = question(random);
            try {
                law.holds(question, random);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + SEED + ", question " + i + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void adding_a_denial_never_releases_more() {
        always((question, random) -> {
            // Given
            Reference patient = question.consents().keySet().iterator().next();
            Directive denial = denial(patient, random);

            // When
            Decision after = Decide.decide(with(question, patient, denial));

            // Then
            assertThat(openness(after)).isLessThanOrEqualTo(openness(Decide.decide(question)));
        });
    }

    @Test
    void the_order_of_consents_and_grants_never_matters() {
        always((question, random) -> {
            // Given
            Map<Reference, Consents> shuffled = new LinkedHashMap<>();
            question.consents().forEach((patient, consents) -> {
                List<Directive> said = new ArrayList<>(consents.match(all -> all, last -> last));
                Collections.shuffle(said, random);
                shuffled.put(
                        patient,
                        consents.<Consents>match(
                                all -> new Consents.Known(said), last -> new Consents.Unavailable(said)));
            });
            List<Grant> grants = new ArrayList<>(question.grants());
            Collections.shuffle(grants, random);

            // When
            Decision other = Decide.decide(new Access(
                    question.caller(),
                    question.facts(),
                    question.background(),
                    shuffled,
                    grants,
                    question.pack(),
                    question.at()));

            // Then
            Decision first = Decide.decide(question);
            assertThat(WrittenCase.word(other)).isEqualTo(WrittenCase.word(first));
            assertThat(reasons(other)).isEqualTo(reasons(first));
        });
    }

    @Test
    void no_role_opens_a_note() {
        always((question, random) -> {
            // Given
            Access everyRole = as(question, EnumSet.allOf(Role.class));
            Access noRole = as(question, EnumSet.noneOf(Role.class));

            // When
            Decision decision = Decide.decide(everyRole);

            // Then
            if (decision.classification().isProtected()) {
                assertThat(openness(decision)).isEqualTo(openness(Decide.decide(noRole)));
            }
        });
    }

    @Test
    void a_note_goes_only_by_a_basis_that_the_law_lists() {
        Set<Reason> bases = EnumSet.of(
                Reason.ORIGINATOR_TREATMENT,
                Reason.OWN_TRAINING,
                Reason.LEGAL_DEFENCE,
                Reason.HHS_REQUIRED,
                Reason.REQUIRED_BY_LAW,
                Reason.ORIGINATOR_OVERSIGHT,
                Reason.CORONER,
                Reason.SERIOUS_THREAT,
                Reason.AUTH_VALID,
                Reason.PATIENT_RELEASE);
        always((question, random) -> {
            Decision decision = Decide.decide(question);
            if (decision.classification().isProtected() && openness(decision) > 0) {
                assertThat(bases).contains(decision.grounds().get(0).reason());
            }
        });
    }

    @Test
    void without_consents_and_grants_a_note_goes_to_its_originator_alone() {
        always((question, random) -> {
            // Given
            Map<Reference, Consents> none = new LinkedHashMap<>();
            question.consents().keySet().forEach(patient -> none.put(patient, new Consents.Known(List.of())));
            Access bare = new Access(
                    question.caller(),
                    question.facts(),
                    question.background(),
                    none,
                    List.of(),
                    question.pack(),
                    question.at());

            // When
            Decision decision = Decide.decide(bare);

            // Then
            if (decision.classification().isProtected() && openness(decision) > 0) {
                assertThat(question.caller().user())
                        .get()
                        .matches(question.background().originators()::contains);
            }
        });
    }

    @Test
    void while_the_store_is_down_no_consent_opens_anything() {
        always((question, random) -> {
            // Given
            Map<Reference, Consents> down = new LinkedHashMap<>();
            question.consents()
                    .forEach((patient, consents) ->
                            down.put(patient, new Consents.Unavailable(consents.match(all -> all, last -> last))));
            Access outage = new Access(
                    question.caller(),
                    question.facts(),
                    question.background(),
                    down,
                    question.grants(),
                    question.pack(),
                    question.at());

            // Then
            assertThat(openness(Decide.decide(outage))).isLessThanOrEqualTo(openness(Decide.decide(question)));
        });
    }

    @Test
    void one_purpose_more_never_opens_a_note() {
        always((question, random) -> {
            // Given
            List<Coding> all = new ArrayList<>(question.pack().purposes().known());
            Coding more = all.get(random.nextInt(all.size()));
            Caller caller = question.caller();
            if (caller.purposes().isEmpty()) return;
            Set<Coding> purposes = new java.util.HashSet<>(caller.purposes());
            purposes.add(more);
            Access wider = with(question, caller(caller, purposes, caller.roles()));

            // When
            Decision decision = Decide.decide(wider);

            // Then
            boolean agreed = reasons(Decide.decide(question)).contains(Reason.AGREED_RESTRICTION);
            if (decision.classification().isProtected() && !agreed) {
                assertThat(openness(decision)).isLessThanOrEqualTo(openness(Decide.decide(question)));
            }
        });
    }

    @Test
    void a_denial_of_all_closes_ordinary_data_to_all_but_the_patient_and_break_glass() {
        always((question, random) -> {
            // Given
            Reference patient = question.consents().keySet().iterator().next();
            Directive denial = directive("Consent/all", patient, rule(Effect.DENY, Set.of(), List.of()));

            // When
            Decision decision = Decide.decide(with(question, patient, denial));

            // Then
            boolean isPatient = question.caller().user().filter(patient::equals).isPresent();
            boolean consent = question.facts().type().equals("Consent");
            boolean about = question.background().patients().match(all -> all.contains(patient), () -> false);
            if (!decision.classification().isProtected() && about && !isPatient && !consent && openness(decision) > 0) {
                assertThat(reasons(decision)).contains(Reason.BREAK_GLASS);
            }
        });
    }

    /** A question put together from the parts of several cases. */
    private static Access question(Random random) {
        Access who = pick(random);
        Access what = pick(random);
        Map<Reference, Consents> consents = new LinkedHashMap<>();
        what.consents().forEach((patient, own) -> {
            List<Directive> said = new ArrayList<>(own.match(all -> all, last -> last));
            for (int i = random.nextInt(3); i > 0; i--) {
                pick(random).consents().values().forEach(other -> said.addAll(other.match(all -> all, last -> last)));
            }
            List<Directive> distinct = new ArrayList<>();
            for (int i = 0; i < said.size(); i++) distinct.add(renamed(said.get(i), i));
            consents.put(
                    patient,
                    own.<Consents>match(
                            all -> new Consents.Known(distinct), last -> new Consents.Unavailable(distinct)));
        });
        if (consents.isEmpty()) {
            consents.put(new Reference("Patient", "P1"), new Consents.Known(List.of()));
        }
        List<Grant> grants = new ArrayList<>(what.grants());
        grants.addAll(who.grants());
        return new Access(who.caller(), what.facts(), what.background(), consents, grants, what.pack(), what.at());
    }

    private static Directive renamed(Directive one, int number) {
        return new Directive(
                new Directive.Version(
                        new Reference("Consent", "c" + number), one.version().versionId()),
                one.patient(),
                one.status(),
                one.kind(),
                one.dateTime(),
                one.root(),
                one.form(),
                one.unknownModifier());
    }

    private static Access pick(Random random) {
        return CASES.get(random.nextInt(CASES.size())).access();
    }

    private static Directive denial(Reference patient, Random random) {
        List<String> labels = List.of("MH", "SPI", "PSYTHPN", "SUD");
        Set<Coding> label = random.nextBoolean()
                ? Set.of()
                : Set.of(new Coding(Coding.ACT_CODE, labels.get(random.nextInt(labels.size()))));
        List<Provision.Actor> actors = random.nextBoolean()
                ? List.of()
                : List.of(new Provision.Actor(Set.of(), pick(random).caller().user()));
        return directive("Consent/new", patient, rule(Effect.DENY, label, actors));
    }

    private static Directive directive(String id, Reference patient, Provision root) {
        Directive like = CASES.stream()
                .flatMap(written -> written.access().consents().values().stream())
                .flatMap(consents -> consents.match(all -> all, last -> last).stream())
                .filter(known -> known.kind().policies().isEmpty()
                        && known.kind().categories().isEmpty())
                .findFirst()
                .orElseThrow();
        return new Directive(
                new Directive.Version(Reference.parse(id).orElseThrow(), Optional.empty()),
                patient,
                Directive.Status.ACTIVE,
                new Directive.Kind(Set.of(), Set.of(), Set.of(), Set.of()),
                Optional.empty(),
                root,
                like.form(),
                false);
    }

    private static Provision rule(Effect effect, Set<Coding> labels, List<Provision.Actor> actors) {
        return new Provision(
                "provision",
                effect,
                FhirPeriod.UNLIMITED,
                actors,
                new Provision.Codings(Set.of(), labels, Set.of(), Set.of(), Set.of()),
                new Provision.Selection(Optional.empty(), List.of()),
                false,
                List.of());
    }

    private static Access with(Access question, Reference patient, Directive more) {
        Map<Reference, Consents> consents = new LinkedHashMap<>(question.consents());
        Consents old = consents.getOrDefault(patient, new Consents.Known(List.of()));
        List<Directive> said = new ArrayList<>(old.match(all -> all, last -> last));
        said.add(more);
        consents.put(
                patient, old.<Consents>match(all -> new Consents.Known(said), last -> new Consents.Unavailable(said)));
        return new Access(
                question.caller(),
                question.facts(),
                question.background(),
                consents,
                question.grants(),
                question.pack(),
                question.at());
    }

    private static Access with(Access question, Caller caller) {
        return new Access(
                caller,
                question.facts(),
                question.background(),
                question.consents(),
                question.grants(),
                question.pack(),
                question.at());
    }

    private static Access as(Access question, Set<Role> roles) {
        return with(question, caller(question.caller(), question.caller().purposes(), roles));
    }

    private static Caller caller(Caller like, Set<Coding> purposes, Set<Role> roles) {
        return new Caller(
                like.subject(),
                like.client(),
                like.user(),
                like.organization(),
                new Caller.PurposeOfUse(
                        purposes,
                        like.purposeOfUse().unmapped(),
                        false,
                        like.purposeOfUse().breakGlassReason()),
                new Caller.Permissions(like.scopes(), like.patient(), roles));
    }

    private static Set<Reason> reasons(Decision decision) {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        decision.grounds().forEach(ground -> reasons.add(ground.reason()));
        return reasons;
    }

    private static int openness(Decision decision) {
        return decision.match(release -> 2, strip -> 1, withhold -> 0);
    }
}
