package org.consentgateway.server.proof;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A hospital and what is done in it. */
record ProofSession(List<ChartItem> chart, List<SessionStep> steps) {

    ProofSession {
        chart = List.copyOf(chart);
        steps = List.copyOf(steps);
    }

    /** Whether any part of it is of a kind that begins so. */
    boolean has(String kind) {
        return kinds().anyMatch(one -> is(one, kind));
    }

    static boolean is(String one, String kind) {
        return one.startsWith(kind) || one.contains(" " + kind);
    }

    Stream<String> kinds() {
        return Stream.concat(chart.stream().map(ChartItem::kind), steps.stream().map(SessionStep::kind));
    }

    @Override
    public String toString() {
        return chart.stream().map(item -> "  has  " + item + "\n").collect(Collectors.joining())
                + steps.stream().map(step -> "  does " + step + "\n").collect(Collectors.joining());
    }
}
