package org.consentgateway.server.proof;

import java.util.List;

/**
 * A part of a hospital: what the EHR holds of it in the world with notes, and in the world that never had them. Ids begin with
 * {@code ~}, which each run replaces; a quotation mark is written {@code '}.
 *
 * @param kind    what was chosen, in words; open kinds are named by it
 * @param canary  what may never be shown and must never be lost; empty where the part holds no note
 * @param notes   resources of the world with notes
 * @param without the same of the other world
 */
record ChartItem(String kind, String canary, List<String> notes, List<String> without) {

    ChartItem {
        notes = List.copyOf(notes);
        without = List.copyOf(without);
    }

    /** The same in both worlds. */
    static ChartItem ordinary(String kind, String resource) {
        return new ChartItem(kind, "", List.of(resource), List.of(resource));
    }

    @Override
    public String toString() {
        return kind + " " + notes + (without.equals(notes) ? "" : " | without: " + without);
    }
}
