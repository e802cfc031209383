package org.consentgateway.server.authorize;

import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Worklist;

/** Labels of notes on types that the pack does not list: remembered by type, and on the privacy officer's list. */
final class UnlistedLabels {

    private final Site site;

    UnlistedLabels(Site site) {
        this.site = site;
    }

    /** What points at one of the type may point at something hidden, from here on. */
    void look(Reference resource, Decision decision) {
        boolean labelled = decision.classification().note() == Classification.Note.CONFIRMED;
        if (!labelled || site.pack().hideableTypes().contains(resource.type())) return;
        site.labelled().seen(resource.type());
        site.worklist().tell(Worklist.Kind.LABEL_ON_NEVER_TYPE, resource, "label");
    }
}
