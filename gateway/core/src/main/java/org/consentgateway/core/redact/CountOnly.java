package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.Spool;
import org.consentgateway.core.redact.Candidate.Mode;
import org.consentgateway.core.redact.Window.Arrived;
import org.consentgateway.core.redact.Window.Judged;

/** How many matches the caller may see, counted anew. */
final class CountOnly implements AnswerRedaction {

    private final ExpectedAnswer.Count expected;
    private final FhirVersion fhir;
    private final Judge judge;
    private final Spool spool;
    private final Window window;
    private final Rewriting rewriting;
    private final PageWalk walk = new PageWalk();
    private final PageCounts passed = new PageCounts(Integer.MAX_VALUE);
    private int counted; // what the caller may see, whether it matches or not
    private int visible;
    private int withheld;

    CountOnly(ExpectedAnswer.Count expected, Bases bases, Judge judge, Spool spool) {
        this.spool = spool;
        this.expected = expected;
        this.fhir = bases.fhir();
        this.judge = judge;
        this.window = new Window(bases, judge);
        this.rewriting = new Rewriting(bases);
    }

    @Override
    public Receipt run(InputStream upstream, ResponseWriter answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        Optional<String> link = count(upstream);
        while (link.isPresent() && counted <= expected.cap()) {
            walk.to(link.get());
            link = count(expected.pages().open(link.get()).orElseThrow(() -> new Unusable("a page cannot be had")));
        }
        boolean exact = link.isEmpty() && counted <= expected.cap();
        judge.record(List.of());
        answer.bundle("searchset");
        Json.Arr links = new Json.Arr(List.of(BundleEntries.link("self", expected.selfUrl())));
        answer.end(exact ? Optional.of(visible) : Optional.empty(), links);
        return new Receipt(true, 0, withheld);
    }

    private Optional<String> count(InputStream page) throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        try (page;
                BundleReader reader = new BundleReader(page, "searchset", judge, spool)) {
            long before = 0;
            boolean any = false;
            for (Optional<Json.Obj> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                long size = reader.position() - before;
                before = reader.position();
                boolean match = BundleEntries.mode(entry.get())
                        .filter(Mode.MATCH::equals)
                        .isPresent();
                if (!match || counted > expected.cap()) continue;
                Optional<Candidate> candidate = BundleEntries.candidate(fhir, entry.get(), Mode.MATCH)
                        .filter(one -> one.self().isPresent())
                        .filter(one ->
                                expected.types().isEmpty() || expected.types().contains(one.type()));
                any |= candidate.isPresent();
                if (candidate.isPresent()) window.add(new Arrived(candidate.get(), "", 0, size));
                else counted++;
                if (window.full()) decide();
            }
            decide();
            walk.read(any);
            return reader.nextLink();
        }
    }

    private void decide() throws Judge.NoVerdict, Unusable {
        for (Judged one : window.decide()) {
            boolean matches = one.shown()
                    .filter(shown -> expected.owed().test(one.asStored() ? shown : stored(one), shown))
                    .isPresent();
            if (matches) visible++;
            if (matches || one.whole() || unasked(one)) {
                counted++;
            } else {
                one.cut().ifPresent(judge::emptied);
                withheld++;
                passed.hidden();
            }
        }
    }

    /** As on a page of a search: it came because the EHR ignores a parameter. */
    private boolean unasked(Judged one) {
        return one.shown().isPresent() && !expected.owed().test(stored(one), stored(one));
    }

    private Json.Obj stored(Judged one) {
        return rewriting.of(one.arrived().candidate().resource());
    }
}
