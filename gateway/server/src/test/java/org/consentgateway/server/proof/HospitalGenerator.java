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
                        Tuple.of(5, resources().map(List::of)),
                        Tuple.of(
                                2,
                                Arbitraries.of(NoteItems.places())
                                        .map(NoteItems::inside)
                                        .map(List::of)),
                        Tuple.of(5, pointers().map(List::of)),
                        Tuple.of(2, strings().map(List::of)),
                        Tuple.of(1, Arbitraries.just(List.of(PointerItems.alone(1, 1)))),
                        Tuple.of(1, Arbitraries.just(List.of(shared()))),
                        Tuple.of(2, together()),
                        Tuple.of(1, padding().map(List::of)),
                        Tuple.of(2, ordinary().map(List::of)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(7)
                .map(parts -> parts.stream().flatMap(List::stream).toList());
    }

    /** A note with what leads to it, as they stand side by side in a chart. */
    private static Arbitrary<List<ChartItem>> together() {
        Arbitrary<List<ChartItem>> attachment = Combinators.combine(
                        Arbitraries.of("DocumentReference", "Media"), Arbitraries.of(true, false))
                .as((type, owned) -> List.of(NoteItems.resource(1, type, "label:canonical", owned, false), shared()));
        Arbitrary<List<ChartItem>> pointed = Combinators.combine(
                        Arbitraries.of(NoteItems.types()),
                        Arbitraries.of(PointerItems.references()),
                        Arbitraries.of("form:relative", "form:identifier"))
                .as((type, element, form) -> List.of(
                        NoteItems.resource(1, type, "label:canonical", true, false),
                        PointerItems.reference(1, element, form, 1)));
        return Arbitraries.oneOf(attachment, pointed);
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
    private static ChartItem shared() {
        String ordinary = "{'resourceType':'Communication','id':'~h2','status':'completed','subject':{'reference':"
                + "'Patient/~p1'},'payload':[{'contentString':'x'}%s]}";
        return new ChartItem(
                "pointer:Communication.attachment form:relative",
                "",
                List.of(ordinary.formatted(",{'contentAttachment':{'contentType':'text/plain','url':'Binary/~nb1'}}")),
                List.of(ordinary.formatted("")));
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
