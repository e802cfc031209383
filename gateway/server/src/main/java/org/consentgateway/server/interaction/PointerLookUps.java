package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.PointerVisibility;
import org.consentgateway.server.port.CallTally;
import org.consentgateway.server.stage.NotFoundCalls;

/**
 * Looks up what an answer outside FHIR points at. A hidden resource and a missing one take the same calls to the servers
 * behind, an answer that points at nothing takes those of one, and each leaves on the {@link TimingGrid}; what shows all
 * that it points at goes at once.
 */
public final class PointerLookUps {

    private final PointerVisibility visibility;
    private final TimingGrid grid;
    private final Decoys decoys;
    private final List<CallTally.Kind> more = new ArrayList<>(List.of(CallTally.Kind.READ)); // of the resource itself

    /** @param rules of the pack, which may ask where and by whom a note was made */
    public PointerLookUps(PointerVisibility visibility, TimingGrid grid, Decoys decoys, NoteRules rules) {
        this.visibility = visibility;
        this.grid = grid;
        this.decoys = decoys;
        more.addAll(NotFoundTiming.around(rules));
    }

    /** Whether resources of a type may be hidden at all. */
    public boolean mayHide(String type) {
        return visibility.mayHide(type);
    }

    /** Begins an answer. @param caller whom it is for; empty: nobody is known, and nothing is looked up */
    public Answer of(Optional<Caller> caller, String requestId) {
        return new Answer(caller, requestId);
    }

    /** One answer. For one thread, which waits. */
    public final class Answer {

        private final Optional<Caller> caller;
        private final String requestId;
        private final long began = grid.now();
        private final Map<Reference, Boolean> known = new HashMap<>();
        private int bills;
        private int visible;

        private Answer(Optional<Caller> caller, String requestId) {
            this.caller = caller;
            this.requestId = requestId;
        }

        /** Whether the caller may not know of the resource; missing, hidden and unreadable are one. Blocks. */
        public boolean isHidden(Reference resource) {
            Boolean before = known.get(resource);
            if (before != null) return before;
            boolean hidden = lookedUp(resource);
            known.put(resource, hidden);
            return hidden;
        }

        private boolean lookedUp(Reference resource) {
            if (caller.isEmpty() || grid.off() || !mayHide(resource.type()))
                return visibility.isHidden(caller, resource, requestId);
            try (CallTally tally = CallTally.begin()) {
                boolean hidden = visibility.isHidden(caller, resource, requestId);
                if (hidden) pay(Optional.of(resource.type()), tally.calls());
                else visible++;
                return hidden;
            }
        }

        private void pay(Optional<String> type, List<CallTally.Kind> made) {
            bills++;
            decoys.ask(bill(type.orElse("")).owed(made), type.filter(name -> !name.equals("Binary")), requestId);
        }

        /** Waits until it may leave. Blocks. */
        public void settle() {
            if (caller.isEmpty() || grid.off() || (bills == 0 && visible > 0)) return;
            if (bills == 0) pay(Optional.empty(), List.of());
            grid.await(began, bills * bill("Binary").calls().size());
        }
    }

    private NotFoundCalls bill(String type) {
        return (type.equals("Binary") ? NotFoundCalls.ATTACHMENT : NotFoundCalls.NOTE).with(more);
    }
}
