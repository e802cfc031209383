package org.consentgateway.server.pages;

import java.util.List;

/** Pages that belong together: they have the same tabs. */
enum Section {
    CONSOLE,
    MY,
    THERAPIST;

    private static final List<Frame.Tab> OFFICE = List.of(
            new Frame.Tab("console", "Today"),
            new Frame.Tab("console/decisions", "Decisions"),
            new Frame.Tab("console/grants", "Grants"),
            new Frame.Tab("console/reviews", "Reviews"),
            new Frame.Tab("console/break-glass", "Break-glass"),
            new Frame.Tab("console/simulator", "Simulator"),
            new Frame.Tab("console/accounting", "Accounting"),
            new Frame.Tab("console/breach", "Breach scope"),
            new Frame.Tab("console/refusals", "Refusals"),
            new Frame.Tab("console/policy", "Policy"),
            new Frame.Tab("console/system", "System"));
    private static final List<Frame.Tab> NOTES =
            List.of(new Frame.Tab("therapist", "My notes"), new Frame.Tab("therapist/refusals", "Refused to me"));

    /** Patients read their own language, the staff reads English. */
    Language language(Viewer viewer) {
        return this == MY ? viewer.session().language() : Language.ENGLISH;
    }

    List<Frame.Tab> tabs(Language language) {
        if (this != MY) return this == CONSOLE ? OFFICE : NOTES;
        PageMessages words = PageMessages.in(language);
        return List.of(
                new Frame.Tab("my", words.of("tab.allowed")),
                new Frame.Tab("my/seen", words.of("tab.seen")),
                new Frame.Tab("my/law", words.of("tab.law")));
    }
}
