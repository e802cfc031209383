package org.consentgateway.core.label;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/** Reads codes wherever FHIR may put them: a Coding, a CodeableConcept, a CodeableReference, or arrays of these. */
final class Codings {

    /** The system of a code that stood where FHIR has none: it is no label to the letter. */
    private static final String WORD = "urn:x-word";

    private Codings() {}

    /** The codings found, none where the value is absent or of another shape. */
    static Set<Coding> of(Optional<Json> value) {
        Set<Coding> found = new LinkedHashSet<>();
        value.ifPresent(json -> add(json, found, 4));
        return found;
    }

    /**
     * The codings of a label, whatever its shape: what fails to be one of FHIR's shapes is read all the same, so that no
     * label is lost by how it is written.
     */
    static Set<Coding> ofLabel(Optional<Json> value) {
        Set<Coding> found = new LinkedHashSet<>();
        value.ifPresent(json -> addLabel(json, found, 8));
        return found;
    }

    private static void addLabel(Json json, Set<Coding> found, int depth) {
        if (depth == 0) return;
        if (json instanceof Json.Text text) {
            addWord(text.value(), found);
        } else if (json instanceof Json.Arr array) {
            for (Json item : array.items()) addLabel(item, found, depth - 1);
        } else if (json instanceof Json.Obj object) {
            Optional<String> code = object.text("code");
            code.ifPresent(known -> found.add(new Coding(object.text("system").orElse(""), known)));
            object.members().forEach((name, member) -> {
                if (member instanceof Json.Text text) {
                    boolean said = name.equals("display") || name.equals("text");
                    if (said && code.isEmpty()) addWord(text.value(), found);
                } else {
                    addLabel(member, found, depth - 1);
                }
            });
        }
    }

    /** A label in words, as a code without its system; words that are none are not kept, for they may be content. */
    private static void addWord(String word, Set<Coding> found) {
        String letters = CodingVariants.letters(word);
        if (letters.contains("PSYCHOTHERAPYNOTE")) found.add(new Coding("", "psychotherapy-note"));
        else if (word.length() <= 40 && word.strip().matches("[A-Za-z0-9|:/#_.-]+")) found.add(new Coding(WORD, word));
    }

    private static void add(Json json, Set<Coding> found, int depth) {
        if (depth == 0) return;
        if (json instanceof Json.Arr array) {
            for (Json item : array.items()) add(item, found, depth - 1);
        } else if (json instanceof Json.Obj object) {
            object.text("code")
                    .ifPresent(
                            code -> found.add(new Coding(object.text("system").orElse(""), code)));
            object.get("coding").ifPresent(codings -> add(codings, found, depth - 1));
            object.object("concept").ifPresent(concept -> add(concept, found, depth - 1));
        }
    }
}
