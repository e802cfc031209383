package org.consentgateway.server.management;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.management.Metrics.Name;
import org.consentgateway.server.management.Metrics.Outcome;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.Worklist;

/** The ports of the road with a count or a stopwatch before them; what they answer is not changed. */
public record Measured(Metrics metrics) {

    /** A trail whose commits are timed. */
    public Trail trail(Trail trail) {
        return new Trail() {
            @Override
            public void commit(List<Entry> records) throws Unavailable {
                long began = System.nanoTime();
                trail.commit(records);
                metrics.time(Name.AUDIT_SECONDS, since(began));
            }

            @Override
            public boolean writable() {
                return trail.writable();
            }

            @Override
            public void append(Entry record) {
                trail.append(record);
            }
        };
    }

    /** A verifier whose verdicts are counted. */
    public AccessTokenVerifier tokens(AccessTokenVerifier tokens) {
        return new AccessTokenVerifier() {
            @Override
            public CompletionStage<Verdict> verify(PresentedToken credentials) {
                return tokens.verify(credentials).thenApply(verdict -> {
                    metrics.count(Name.TOKENS, outcome(verdict));
                    return verdict;
                });
            }
        };
    }

    private static Outcome outcome(AccessTokenVerifier.Verdict verdict) {
        if (verdict instanceof AccessTokenVerifier.Verdict.Valid) return Outcome.VALID;
        return verdict instanceof AccessTokenVerifier.Verdict.Undecidable ? Outcome.UNDECIDABLE : Outcome.INVALID;
    }

    /** A consent server whose answers are counted, a patient each. */
    public ConsentStore consents(ConsentStore store) {
        return new ConsentStore() {
            @Override
            public Map<Reference, Consents> consentsOf(Set<Reference> patients, Freshness freshness) {
                Map<Reference, Consents> answers = store.consentsOf(patients, freshness);
                answers.values()
                        .forEach(answer -> metrics.count(
                                Name.CONSENT_READS, answer.match(known -> Outcome.KNOWN, gone -> Outcome.UNAVAILABLE)));
                return answers;
            }
        };
    }

    /** A worklist of which the entries that cannot be read are counted. */
    public Worklist worklist(Worklist worklist) {
        return finding -> {
            if (finding.kind() == Worklist.Kind.UNREADABLE_ENTRY) metrics.count(Name.UNREADABLE_ENTRIES, Outcome.NONE);
            worklist.tell(finding);
        };
    }

    /** Counts what was decided of one resource. */
    public void decided(Decision decision) {
        metrics.count(
                Name.DECISIONS,
                decision.match(release -> Outcome.RELEASE, strip -> Outcome.STRIP, withhold -> Outcome.WITHHOLD));
    }

    /** Counts and times an answer that ended; status 0: it was cut. */
    public void answered(int status, Duration taken) {
        if (status == 0) metrics.count(Name.CUT_ANSWERS, Outcome.NONE);
        else metrics.count(Name.REQUESTS, Outcome.ofStatus(status));
        metrics.time(Name.REQUEST_SECONDS, taken);
    }

    /** Counts an answer to an enforcement point: whole, in part, or not at all. */
    public void evaluated(boolean whole, boolean part) {
        Outcome outcome = part ? Outcome.STRIP : Outcome.WITHHOLD;
        metrics.count(Name.EVALUATIONS, whole ? Outcome.RELEASE : outcome);
    }

    /** Counts what an endpoint of the EHR's authorization server was answered with through us. */
    public void passed(int status) {
        metrics.count(Name.OAUTH_PASSES, Outcome.ofStatus(status));
    }

    /** Counts an answer of the EHR by its status, 0 where none came, and times its head. */
    public void upstream(int status, Duration taken) {
        metrics.count(Name.UPSTREAM_CALLS, status == 0 ? Outcome.UNAVAILABLE : Outcome.ofStatus(status));
        metrics.time(Name.UPSTREAM_SECONDS, taken);
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
