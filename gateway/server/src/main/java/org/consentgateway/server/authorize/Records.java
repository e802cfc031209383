package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.DecisionBasis;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Trail;

/**
 * Makes the records of a request. Who, for what, whose, why; never what a note says: values of parameters stand here as
 * keyed hashes only.
 *
 * @param hide        the keyed hash under which the trail knows a value
 * @param pack        id of the policy pack in force
 * @param packVersion its version
 */
public record Records(UnaryOperator<String> hide, String pack, String packVersion) {

    private static final int VALUES = 64; // of all parameters of a request
    private static final int NAME = 64; // characters; the names that FHIR has are shorter

    /**
     * What was asked.
     *
     * @param interaction {@code read}, {@code search-type}, {@code operation}, ...
     * @param target      {@code DocumentReference/x}, {@code Observation}, {@code Patient/x/$everything}; no query
     * @param parameters  name to values as the client gave them; only their hashes are recorded
     */
    public record Asked(String interaction, String target, Map<String, List<String>> parameters) {
        public Asked {
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * One resource and what was decided of it.
     *
     * @param resource {@code Type/id} or {@code Type/id/_history/v}; {@code Type} alone for one without id
     * @param patients whose it is
     * @param passed   whether it went whole all the same: the decision is what enforcing would have done
     * @param basis    what it was decided from; empty where more than one resource decided
     */
    public record Judged(
            String resource,
            Set<Reference> patients,
            Decision decision,
            boolean passed,
            Optional<DecisionBasis> basis) {
        public Judged {
            patients = Set.copyOf(patients);
        }

        /** What was decided was done. */
        public Judged(String resource, Set<Reference> patients, Decision decision) {
            this(resource, patients, decision, false, Optional.empty());
        }

        /** The same, but that it went whole. */
        public Judged passing() {
            return new Judged(resource, patients, decision, true, basis);
        }

        /** The same, after what else is in the answer decided otherwise. */
        public Judged instead(Decision other) {
            return new Judged(resource, patients, other, passed, basis);
        }

        private boolean kept() {
            return decision instanceof Decision.Withhold && !passed;
        }
    }

    /** How an answer ended. */
    public enum End {
        COMPLETE("complete"),
        CUT("cut"),
        REFUSED("refused");

        private final String code;

        End(String code) {
            this.code = code;
        }
    }

    /** What was answered. */
    public record Answered(int status, End end, long released, long stripped, long withheld, long bytes) {}

    /** The decision of a request, with everything that was judged in its first window. */
    public Trail.Entry decision(
            String requestId, Caller caller, Asked asked, Set<Reference> patients, Collection<Judged> judged) {
        return decision(requestId, caller, asked, patients, judged, Set.of());
    }

    /** The same, with the reasons that belong to the request as a whole. */
    public Trail.Entry decision(
            String requestId,
            Caller caller,
            Asked asked,
            Set<Reference> patients,
            Collection<Judged> judged,
            Set<Reason> because) {
        return decision(requestId, about(caller, asked), patients, judged, because);
    }

    /** The same, of a request of which more than one record tells. */
    Trail.Entry decision(
            String requestId, Common about, Set<Reference> patients, Collection<Judged> judged, Set<Reason> because) {
        Map<String, Json> body = new TreeMap<>(about.members());
        if (!because.isEmpty()) body.put("reasons", TrailJson.reasons(because));
        body.put("patients", TrailJson.texts(patients(patients, judged)));
        FactDigests digests = new FactDigests();
        body.put("judged", JudgedGroups.of(judged, Optional.of(digests)));
        return new Trail.Entry(requestId, Trail.Kind.DECISION, new Json.Obj(body), digests.sets());
    }

    /**
     * A request that was refused before anything was judged, or answered by the gateway itself.
     *
     * @param answer status and issue code of the answer
     */
    public Trail.Entry refused(
            String requestId,
            Optional<Caller> caller,
            Asked asked,
            Set<Reference> patients,
            String answer,
            Set<Reason> because) {
        return refused(requestId, caller, asked, patients, answer, because, Optional.empty());
    }

    /** The same, with the check that the token failed. */
    public Trail.Entry refused(
            String requestId,
            Optional<Caller> caller,
            Asked asked,
            Set<Reference> patients,
            String answer,
            Set<Reason> because,
            Optional<String> check) {
        Map<String, Json> body = common(caller, asked);
        body.put("patients", TrailJson.texts(new TreeSet<>(TrailJson.names(patients))));
        body.put("refused", new Json.Text(answer));
        check.ifPresent(name -> body.put("check", new Json.Text(name)));
        if (!because.isEmpty()) body.put("reasons", TrailJson.reasons(because));
        return new Trail.Entry(requestId, Trail.Kind.DECISION, new Json.Obj(body));
    }

    /** What a window of an answer lets go, and what of it was kept back; committed before its first byte. */
    public Trail.Entry disclosed(String requestId, Caller caller, Asked asked, int window, Collection<Judged> judged) {
        return disclosed(requestId, about(caller, asked), window, judged);
    }

    /** The same, of a request of which more than one record tells. */
    Trail.Entry disclosed(String requestId, Common about, int window, Collection<Judged> judged) {
        Map<String, Json> body = new TreeMap<>(about.members());
        List<Judged> gone = new ArrayList<>();
        List<Judged> kept = new ArrayList<>();
        for (Judged one : judged) {
            if (one.kept()) kept.add(one);
            else gone.add(one);
        }
        body.put("window", new Json.Num(Integer.toString(window)));
        body.put("patients", TrailJson.texts(patients(Set.of(), kept.isEmpty() ? gone : judged)));
        // of the first window the decision says from what it was made
        Optional<FactDigests> digests = window == 0 ? Optional.empty() : Optional.of(new FactDigests());
        body.put("disclosed", JudgedGroups.of(gone, digests));
        if (!kept.isEmpty()) {
            body.put("withheld", JudgedGroups.of(kept, digests));
        }
        Trail.FactSets sets = digests.map(FactDigests::sets).orElse(Trail.FactSets.NONE);
        return new Trail.Entry(requestId, Trail.Kind.DISCLOSED, new Json.Obj(body), sets);
    }

    /** How it ended. */
    public Trail.Entry outcome(String requestId, Answered answered) {
        return outcome(requestId, answered, List.of());
    }

    /** How it ended, with what was kept back after the last window that let something go. */
    public Trail.Entry outcome(String requestId, Answered answered, Collection<Judged> kept) {
        Map<String, Json> body = new TreeMap<>();
        FactDigests digests = new FactDigests();
        if (!kept.isEmpty()) {
            body.put("patients", TrailJson.texts(patients(Set.of(), kept)));
            body.put("judged", JudgedGroups.of(kept, Optional.of(digests)));
        }
        body.put("status", TrailJson.number(answered.status()));
        body.put("end", new Json.Text(answered.end().code));
        body.put("released", TrailJson.number(answered.released()));
        body.put("stripped", TrailJson.number(answered.stripped()));
        body.put("withheld", TrailJson.number(answered.withheld()));
        body.put("bytes", TrailJson.number(answered.bytes()));
        return new Trail.Entry(requestId, Trail.Kind.OUTCOME, new Json.Obj(body), digests.sets());
    }

    /** It was decided, and refused afterwards: nothing of it left. */
    public Trail.Entry refusedAfter(String requestId, int status, Optional<Reason> why) {
        Map<String, Json> body = new TreeMap<>(outcome(requestId, new Answered(status, End.REFUSED, 0, 0, 0, 0))
                .body()
                .members());
        why.ifPresent(reason -> body.put("reasons", TrailJson.reasons(Set.of(reason))));
        return new Trail.Entry(requestId, Trail.Kind.OUTCOME, new Json.Obj(body));
    }

    /** What every record of one request says of who asked, for what. */
    record Common(Map<String, Json> members) {}

    Common about(Caller caller, Asked asked) {
        return new Common(common(Optional.of(caller), asked));
    }

    private static Set<String> patients(Set<Reference> more, Collection<Judged> judged) {
        Set<Reference> all = new HashSet<>(more);
        for (Judged one : judged) all.addAll(one.patients());
        return new TreeSet<>(TrailJson.names(all));
    }

    private Map<String, Json> common(Optional<Caller> caller, Asked asked) {
        Map<String, Json> body = new TreeMap<>();
        caller.ifPresent(known -> body.put("caller", CallerRecord.of(known)));
        body.put("interaction", new Json.Text(asked.interaction()));
        body.put("target", new Json.Text(asked.target()));
        parameters(body, asked.parameters());
        body.put("pack", new Json.Text(pack + "|" + packVersion));
        return body;
    }

    /** A record has a bound, whatever a client sends: the first in order of name, and how many are left out. */
    private void parameters(Map<String, Json> body, Map<String, List<String>> asked) {
        Map<String, Json> hidden = new TreeMap<>();
        int room = VALUES;
        int leftOut = 0;
        for (var parameter : new TreeMap<>(asked).entrySet()) {
            List<String> values = parameter.getValue();
            int taken = Math.min(room, values.size());
            leftOut += values.size() - taken;
            room -= taken;
            if (taken == 0) continue;
            String name = parameter.getKey().length() <= NAME ? parameter.getKey() : hide.apply(parameter.getKey());
            hidden.put(
                    name,
                    TrailJson.texts(values.subList(0, taken).stream().map(hide).toList()));
        }
        body.put("parameters", new Json.Obj(hidden));
        if (leftOut > 0) body.put("parametersLeftOut", TrailJson.number(leftOut));
    }

    /** From here on the refusals of one client are counted, for what is left of its minute. */
    public Trail.Entry countingFrom(String id) {
        Map<String, Json> body = new TreeMap<>();
        body.put("interaction", new Json.Text("unauthenticated"));
        body.put("target", new Json.Text(""));
        body.put("patients", TrailJson.texts(List.of()));
        body.put("refused", new Json.Text("more than the trail takes whole: counted"));
        body.put("reasons", TrailJson.reasons(Set.of(Reason.UNAUTHENTICATED)));
        body.put("pack", new Json.Text(pack + "|" + packVersion));
        return new Trail.Entry(id, Trail.Kind.DECISION, new Json.Obj(body));
    }

    /** How many they were. */
    public Trail.Entry counted(String id, long count) {
        Map<String, Json> body = new TreeMap<>();
        body.put("end", new Json.Text("counted"));
        body.put("count", TrailJson.number(count));
        return new Trail.Entry(id, Trail.Kind.OUTCOME, new Json.Obj(body));
    }
}
