package org.consentgateway.server.proof;

import static org.consentgateway.server.proof.SessionStep.get;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Reads, searches, and what a search includes. */
final class ReadStepGenerator {

    private ReadStepGenerator() {}

    static Arbitrary<SessionStep> reads() {
        return Combinators.combine(
                        StepGenerator.people(),
                        Arbitraries.of(StepGenerator.PLACES),
                        Arbitraries.of(
                                "",
                                "",
                                "",
                                "/_history",
                                "/_history/1",
                                "/_history/2",
                                "/_history?_since=2026-03-10T10:02:00Z",
                                "/_history?_at=2026-03-10T10:03:00Z",
                                "/_history?_at=2026-03&_count=1",
                                "?_summary=true",
                                "?_summary=text",
                                "?_summary=data",
                                "?_elements=status",
                                "?_elements=identifier,component",
                                "?_format=xml"))
                .as((person, place, rest) ->
                        get(rest.startsWith("/_history") ? "history" : "read", person, place + rest));
    }

    static Arbitrary<SessionStep> searches() {
        Arbitrary<String> rest = Arbitraries.of(
                "",
                "",
                "&_count=1",
                "&_count=2",
                "&_summary=count",
                "&_total=accurate",
                "&_sort=-_lastUpdated",
                "&status=final",
                "&encounter=Encounter/~e9",
                "&identifier=urn:ehr:notes%7C~n1",
                "&_count=3&status=final",
                "&identifier=urn:ehr:parts%7Chidden",
                "&identifier=shown",
                "&category=hidden",
                "&category=urn:ehr:kinds%7Cshown&_count=1",
                "&category:not=hidden",
                "&category:text=shown",
                "&component-code=66773-3",
                "&component-code=http://loinc.org%7C44261-9",
                "&component-value-quantity=9",
                "&component-value-quantity=lt5",
                "&combo-code=66773-3,44261-9&_summary=count",
                "&performer=Practitioner/~o",
                "&participant=Practitioner/~o",
                "&participant=~c",
                "&code:missing=true",
                "&_lastUpdated=ge2026-03-10T10:02:00Z",
                "&_lastUpdated=lt2026-03-10T10:03:00Z",
                "&_sort=date&_count=2",
                "&_elements=status&_total=none",
                "&_summary=text",
                "&_format=xml");
        Arbitrary<SessionStep> byPatient = Combinators.combine(
                        StepGenerator.people(), Arbitraries.of(StepGenerator.TYPES), rest)
                .as((person, type, more) ->
                        get(more.contains("count") ? "search-count" : "search", person, type + "?patient=~p1" + more));
        Arbitrary<SessionStep> byForm = Combinators.combine(
                        StepGenerator.people(), Arbitraries.of(StepGenerator.TYPES), rest)
                .as((person, type, more) -> new SessionStep(
                        "search-form",
                        person,
                        "POST",
                        type + "/_search",
                        List.of("Content-Type", "application/x-www-form-urlencoded"),
                        "patient=~p1" + more));
        Arbitrary<SessionStep> others = Combinators.combine(
                        StepGenerator.people(),
                        Arbitraries.of(
                                "{n1}?_id=~n1,~n2,~none",
                                "{n1}?_id=~n1",
                                "{h1}?_id=~h1,~h2",
                                "Encounter?_id=~e9,~e1",
                                "Task?focus={n1}/~n1",
                                "Provenance?target={n1}/~n1",
                                "List?item={n1}/~n1",
                                "Encounter?_has:{n1}:encounter:status=final",
                                "Patient?_has:Observation:patient:code=44261-6",
                                "Practitioner?_id=~o,~c",
                                "Patient/~p1/Observation",
                                "DocumentReference/$docref?patient=~p1",
                                "DocumentReference?location=Binary/~nb1",
                                "AuditEvent?patient=~p1",
                                "AuditEvent?agent=Practitioner/~c",
                                "AuditEvent?entity={n1}/~n1",
                                "Provenance?patient=~p1",
                                "Observation?subject:Patient.birthdate=1980-02-03&_count=4",
                                "Observation?patient=~p1&encounter:Encounter.status=finished",
                                "Observation?patient=~p1&derived-from={n1}/~n1",
                                "Observation?patient=~p1&has-member:missing=true",
                                "DiagnosticReport?patient=~p1&result=Observation/~o1",
                                "Observation/$lastn?patient=~p1&max=1",
                                "Observation/$lastn?patient=~p1&max=3",
                                "Patient/~p1/$summary",
                                "Binary?_id=~nb1,~b1",
                                "_history",
                                "{n1}/_history",
                                "?_id=~n1",
                                "Observation?patient=~p1&_filter=status%20eq%20final",
                                "Observation?patient=~p1&_security=PSYTHPN",
                                "Consent?patient=~p1"))
                .as((person, target) -> get("search-by", person, target));
        Arbitrary<SessionStep> everything = Combinators.combine(
                        StepGenerator.people(),
                        Arbitraries.of(
                                "",
                                "?_count=5",
                                "?_type=Observation,Encounter",
                                "?_since=2026-03-10T10:02:00Z",
                                "?_type=List,Provenance,AuditEvent,Task",
                                "?start=2026-02-01&end=2026-02-03"))
                .as((person, more) -> get("everything", person, "Patient/~p1/$everything" + more));
        return Arbitraries.frequencyOf(
                Tuple.of(4, byPatient), Tuple.of(1, byForm), Tuple.of(3, others), Tuple.of(2, everything));
    }

    static Arbitrary<SessionStep> includes() {
        return Combinators.combine(
                        StepGenerator.people(),
                        Arbitraries.of(StepGenerator.TYPES),
                        Arbitraries.of(
                                "&_include=%s:encounter",
                                "&_include=%s:patient&_include=%s:encounter",
                                "&_include=%s:based-on&_include=%s:subject",
                                "&_include=%s:author&_include=%s:patient",
                                "&_include=%s:performer",
                                "&_revinclude=Provenance:target",
                                "&_revinclude=List:item",
                                "&_revinclude=Task:focus",
                                "&_include=%s:encounter&_revinclude:iterate=Condition:encounter",
                                "&_revinclude=Provenance:target&_include:iterate=PractitionerRole:practitioner",
                                "&_include=%s:participant",
                                "&_include=%s:performer&_count=1&_summary=true",
                                "&_include=%s:related&_include=%s:patient"))
                .as((person, type, rest) -> get("include", person, type + "?patient=~p1" + rest.replace("%s", type)));
    }
}
