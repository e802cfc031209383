package org.consentgateway.server.proof;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates what a hospital holds beside its {@link BaseChart}. */
final class HospitalGenerator {

    private HospitalGenerator() {}

    static Arbitrary<List<ChartItem>> chart() {
        return Arbitraries.frequencyOf(
                        Tuple.of(5, resources()),
                        Tuple.of(2, Arbitraries.of(NoteItems.places()).map(NoteItems::inside)),
                        Tuple.of(5, pointers()),
                        Tuple.of(2, strings()),
                        Tuple.of(1, Arbitraries.just(PointerItems.alone(1, 1))),
                        Tuple.of(1, shared()),
                        Tuple.of(1, padding()),
                        Tuple.of(2, ordinary()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(7);
    }

    private static Arbitrary<ChartItem> resources() {
        Arbitrary<String> spellings = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just("label:canonical")), Tuple.of(1, Arbitraries.of(NoteItems.spellings())));
        return Combinators.combine(
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.of(NoteItems.types()),
                        spellings,
                        Arbitraries.of(true, true, false),
                        Arbitraries.of(false, false, true))
                .as(NoteItems::resource);
    }

    private static Arbitrary<ChartItem> pointers() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(PointerItems.references()),
                        Arbitraries.frequencyOf(
                                Tuple.of(2, Arbitraries.of("form:relative", "form:identifier")),
                                Tuple.of(1, Arbitraries.of(PointerItems.forms()))),
                        Arbitraries.integers().between(1, 2))
                .as(PointerItems::reference);
    }

    private static Arbitrary<ChartItem> strings() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(PointerItems.strings()),
                        Arbitraries.of(PointerItems.forms()),
                        Arbitraries.integers().between(1, 2))
                .as((slot, element, form, note) -> element.equals("Observation.text")
                        ? PointerItems.narrative(slot, form, note)
                        : PointerItems.string(slot, element, form, note));
    }

    /** An ordinary Communication that links the attachment of a note. */
    private static Arbitrary<ChartItem> shared() {
        String ordinary = "{'resourceType':'Communication','id':'~h2','status':'completed','subject':{'reference':"
                + "'Patient/~p1'},'payload':[{'contentString':'x'}%s]}";
        return Arbitraries.just(new ChartItem(
                "pointer:Communication.attachment form:relative",
                "",
                List.of(ordinary.formatted(",{'contentAttachment':{'contentType':'text/plain','url':'Binary/~nb1'}}")),
                List.of(ordinary.formatted(""))));
    }

    /** Ordinary resources of one's own that a search finds and its filter then does not. */
    private static Arbitrary<ChartItem> padding() {
        List<String> many = java.util.stream.IntStream.range(0, 6)
                .mapToObj(i ->
                        BaseChart.observation("~w" + i, Integer.toString(i + 1)).replace("'final'", "'preliminary'"))
                .toList();
        return Arbitraries.just(new ChartItem("ordinary:padding", "", many, many));
    }

    private static Arbitrary<ChartItem> ordinary() {
        return Arbitraries.of(
                        "{'resourceType':'Flag','id':'~g1','status':'active','code':{'text':'f'},'subject':#}",
                        "{'resourceType':'Provenance','id':'~g2','target':[{'reference':'Observation/~o1'}],'recorded':"
                                + "'2026-02-02T10:00:00Z','agent':[{'who':{'reference':'Practitioner/~c'}}]}",
                        "{'resourceType':'List','id':'~g3','status':'current','mode':'working','subject':#,'entry':[{'item':"
                                + "{'reference':'Observation/~o2'}}]}",
                        "{'resourceType':'MedicationRequest','id':'~g4','status':'active','intent':'order','subject':#,"
                                + "'medicationCodeableConcept':{'text':'m'}}")
                .map(text -> ChartItem.ordinary("ordinary:resource", text.replace("#", "{'reference':'Patient/~p1'}")));
    }
}
