package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.consentgateway.core.json.Json;

/** A judge that follows a rule and remembers what it was asked; it answers in reverse order. */
final class Court implements Judge {

    final List<List<Candidate>> windows = new ArrayList<>();
    final List<List<Verdict.Release>> records = new ArrayList<>();
    private final Function<Candidate, Verdict> rule;

    Court(Function<Candidate, Verdict> rule) {
        this.rule = rule;
    }

    static Court releasing() {
        return new Court(one -> new Verdict.Release(one, Edits.NONE));
    }

    /** Drops what bears the label PSYTHPN in {@code meta.security}. */
    static Court guarding() {
        return new Court(one -> note(one.resource()) ? new Verdict.Drop(one) : new Verdict.Release(one, Edits.NONE));
    }

    static boolean note(Json.Obj resource) {
        return resource.object("meta").stream()
                .flatMap(meta -> meta.objects("security").stream())
                .anyMatch(label -> label.text("code").filter("PSYTHPN"::equals).isPresent());
    }

    @Override
    public List<Verdict> judge(List<Candidate> window) throws NoVerdict {
        windows.add(window);
        List<Verdict> verdicts = new ArrayList<>();
        for (Candidate one : window) verdicts.add(rule.apply(one));
        Collections.reverse(verdicts);
        return verdicts;
    }

    @Override
    public void record(List<Verdict.Release> going) throws NoVerdict {
        records.add(List.copyOf(going));
    }

    List<String> recorded() {
        return records.stream()
                .flatMap(List::stream)
                .map(release -> release.candidate().resource().text("id").orElse("-"))
                .toList();
    }
}
