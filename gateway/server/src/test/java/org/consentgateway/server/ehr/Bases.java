package org.consentgateway.server.ehr;

import java.util.List;
import java.util.function.Supplier;

/** Under which URLs the EHR writes its own: references, attachments and pages need not be under one host. */
final class Bases {

    private final Habits habits;
    private final Supplier<String> origin;

    Bases(Habits habits, Supplier<String> origin) {
        this.habits = habits;
        this.origin = origin;
    }

    String own() {
        return origin.get() + "/fhir";
    }

    /** A reference below any base of the EHR, made relative. */
    String relative(String reference) {
        for (String base : List.of(own(), habits.text("other-base")))
            if (!base.isEmpty() && reference.startsWith(base + "/")) return reference.substring(base.length() + 1);
        return reference;
    }

    /** The link of the page that starts there. */
    String next(String target, int from) {
        String bare = target.replaceAll("([&?])_page=[0-9]+&?", "$1").replaceAll("[&?]$", "");
        String link = bare + (bare.contains("?") ? "&" : "?") + "_page=" + from;
        return switch (habits.text("next")) {
            case "root" -> "/fhir/" + link;
            case "relative" -> link;
            case "other-base" -> habits.text("other-base") + "/" + link;
            case "long" -> own() + "/" + link + "&cursor=" + "c".repeat(4_500);
            case "bare-bar" -> own() + "/" + link + "&cursor=a|{b}";
            default -> own() + "/" + link;
        };
    }
}
