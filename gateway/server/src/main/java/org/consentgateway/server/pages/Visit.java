package org.consentgateway.server.pages;

import java.util.List;
import java.util.Set;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.PageRequest;

/**
 * One look at one page.
 *
 * @param arguments what the path says, in order
 */
record Visit(PageRequest request, Viewer viewer, List<String> arguments) {

    /** What a page is made by. */
    interface Page {
        Shown show(Visit visit);
    }

    /**
     * What is shown, and whom it is about, for the trail.
     *
     * @param because why not, where it is not shown
     */
    record Shown(PageAnswer answer, Set<Reference> patients, Set<Reason> because) {
        Shown {
            patients = Set.copyOf(patients);
            because = Set.copyOf(because);
        }

        /** About nobody. */
        static Shown of(PageAnswer answer) {
            return new Shown(answer, Set.of(), Set.of());
        }

        /** About one. */
        static Shown of(PageAnswer answer, Reference patient) {
            return new Shown(answer, Set.of(patient), Set.of());
        }
    }

    @Override
    public String toString() {
        return "Visit " + request.id();
    }
}
