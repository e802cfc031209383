package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.port.Recipient;
import org.consentgateway.server.port.Trail;

/** What the trail is told of one answer: its decision, and what each window lets go. Not shared between requests. */
public final class AnswerAudit {

    private final Site site;
    private final String requestId;
    private final Caller caller;
    private final Records.Asked asked;
    private final AttachmentCopies copies;
    // a candidate equals itself alone; weakly, so that a long answer does not stay in memory
    private final Map<Candidate, Records.Judged> judged = new WeakHashMap<>();
    private final List<Records.Judged> withheld = new ArrayList<>(); // since the last record
    private final Set<Reason> because = EnumSet.noneOf(Reason.class);
    private Optional<Recipient> reply = Optional.empty();
    private Optional<Records.Common> about = Optional.empty();
    private boolean reservedTold;
    private boolean observed;
    private boolean refused;
    private boolean furtherPage;
    private int windows;
    private int kept;
    private int released;
    private int stripped;
    private int matches;

    AnswerAudit(Site site, String requestId, Caller caller, Records.Asked asked, AttachmentCopies copies) {
        this.copies = copies;
        this.site = site;
        this.requestId = requestId;
        this.caller = caller;
        this.asked = asked;
    }

    /** What may go, once it is recorded. */
    void open(Candidate candidate, Records.Judged record) {
        judged.put(candidate, record);
        site.decided().accept(record.decision());
        if (record.decision() instanceof Decision.Strip && !record.passed()) stripped++;
        else released++;
    }

    /** What was opened for a candidate; empty where nothing was. */
    Optional<Records.Judged> opened(Candidate candidate) {
        return Optional.ofNullable(judged.get(candidate));
    }

    void withhold(Records.Judged record) {
        kept++;
        boolean reserved =
                record.decision().grounds().stream().anyMatch(ground -> ground.reason() == Reason.AUDIT_RESERVED);
        // of the gateway's own events one stands for all: records of records would grow with every question
        if (reserved && reservedTold) return;
        reservedTold |= reserved;
        withheld.add(record);
        site.decided().accept(record.decision());
    }

    /** A reason that belongs to the request as a whole, told with its decision. */
    public void because(Reason reason) {
        because.add(reason);
    }

    /** Where what is released goes. */
    public void goesTo(Recipient client) {
        reply = Optional.of(client);
    }

    /** This answer passes as it came, at least in part. */
    public void observes(Optional<Reason> refusal) {
        observed = true;
        refusal.ifPresent(this::because);
        refused |= refusal.isPresent();
    }

    /** It goes on with an answer, so that enforcing would have refused what it goes on with. */
    public void furtherPage() {
        furtherPage = true;
    }

    private Trail.Entry marked(Trail.Entry entry) {
        Trail.Entry named = reply.map(client -> through(client, entry)).orElse(entry);
        if (!observed) return named;
        Trail.Entry marked = named.with("mode", new Json.Text("observe"));
        if (!refused) return marked;
        Trail.Entry refusing = marked.with("enforcing", new Json.Text("refuse"));
        return furtherPage ? refusing.with("furtherPage", new Json.Bool(true)) : refusing;
    }

    /** The record of what an enforcement point asked names it. */
    public static Trail.Entry through(Recipient client, Trail.Entry entry) {
        return client.enforcementPoint()
                .map(point -> entry.with("enforcementPoint", new Json.Text(point)))
                .orElse(entry);
    }

    public int withheldCount() {
        return kept;
    }

    public int releasedCount() {
        return released;
    }

    public int strippedCount() {
        return stripped;
    }

    /** Matches of a search that are shown, or about to be. */
    public int matches() {
        return matches;
    }

    /** What was withheld after the last window that let something go. */
    public List<Records.Judged> unrecorded() {
        return List.copyOf(withheld);
    }

    /** Commits what goes next, and what was kept back until now; on disk when this returns. */
    void record(List<Verdict.Release> going) throws NoVerdict {
        for (Verdict.Release release : going)
            if (release.candidate().place() == Candidate.Place.ENTRY
                    && release.candidate().mode() == Candidate.Mode.MATCH) matches++;
        boolean taken = reply.map(client -> client.takes(going)).orElse(true);
        List<Records.Judged> leaving = going.stream()
                .map(release -> judged.get(release.candidate()))
                .filter(Objects::nonNull)
                .toList();
        for (Verdict.Release release : going) {
            Records.Judged record = judged.get(release.candidate());
            boolean note = record != null && record.decision().classification().note() == Classification.Note.CONFIRMED;
            if (note && taken) copies.given(release.candidate().resource());
        }
        List<Records.Judged> all = new ArrayList<>(leaving);
        all.addAll(withheld);
        List<Trail.Entry> entries = new ArrayList<>();
        if (windows == 0) entries.add(site.records().decision(requestId, about(), Set.of(), all, because));
        // of the first window the decision tells what was kept back, of later ones what goes with it
        if (!leaving.isEmpty() && taken)
            entries.add(site.records().disclosed(requestId, about(), windows, windows == 0 ? leaving : all));
        if (!entries.isEmpty()) {
            withheld.clear();
            reservedTold = false;
        }
        windows++;
        try {
            site.trail().commit(entries.stream().map(this::marked).toList());
        } catch (Trail.Unavailable e) {
            throw new NoVerdict("the audit trail cannot be written", e);
        }
    }

    /** Who asked for what: the same in each record, and made when the first is written. */
    private Records.Common about() {
        if (about.isEmpty()) about = Optional.of(site.records().about(caller, asked));
        return about.get();
    }

    /** Whether the decision of this request stands in the trail already. */
    public boolean recorded() {
        return windows > 0;
    }

    /** Records a request of which nothing leaves. */
    public void recordWithheld() throws NoVerdict {
        if (!recorded()) record(List.of());
    }
}
