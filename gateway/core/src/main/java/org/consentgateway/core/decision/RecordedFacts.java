package org.consentgateway.core.decision;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.RecordJson;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * What a decision rests on, as JSON and back: codes, ids and dates, never content. Equal facts have one text.
 *
 * @param facts      what the resource said of itself, as far as it decides
 * @param background what was found out about it
 */
public record RecordedFacts(Facts facts, Background background) {

    private static final RecordJson JSON = new RecordJson(List.of(
            new RecordJson.Scalar<>(Coding.class, RecordedFacts::text, RecordedFacts::coding),
            new RecordJson.Scalar<>(Reference.class, Reference::toString, RecordedFacts::reference)));

    /**
     * What patients said and grants there were, by name.
     *
     * @param consents by patient
     * @param grants   as {@link #name} calls them
     */
    public record Circumstances(Map<Reference, Said> consents, List<String> grants) {}

    /**
     * What one patient had said.
     *
     * @param known      whether the consent store answered
     * @param unread     whether there may be what was never read
     * @param directives as {@link #name} calls them
     */
    public record Said(boolean known, boolean unread, List<String> directives) {}

    /** What of the question is a resource's own. */
    public static RecordedFacts of(Access asked) {
        return of(asked, names(asked.consents()));
    }

    /**
     * The same, of several questions about the same consents.
     *
     * @param pointed what {@link #names(Map)} says of these
     */
    public static RecordedFacts of(Access asked, boolean pointed) {
        Facts deciding = asked.facts().deciding(pointed);
        return new RecordedFacts(asked.pack().notes().withoutWords(deciding), asked.background());
    }

    /** Whether a consent names resources: only then does it matter what a resource points at. */
    public static boolean names(Map<Reference, Consents> consents) {
        for (Consents said : consents.values())
            for (Directive one : said.match(all -> all, last -> last)) if (names(one.root())) return true;
        return false;
    }

    private static boolean names(Provision rule) {
        return !rule.selection().data().isEmpty() || rule.children().stream().anyMatch(RecordedFacts::names);
    }

    /**
     * The facts of that resource; a record names it beside them.
     *
     * @param resource {@code Type/id} or {@code Type/id/_history/v}; anything else names none
     */
    public RecordedFacts of(String resource) {
        return Reference.parse(resource)
                .filter(self -> facts.id().isEmpty() && self.type().equals(facts.type()))
                .map(self -> new RecordedFacts(facts.named(self.id()), background))
                .orElse(this);
    }

    public Json.Obj json() {
        return JSON.write(form());
    }

    private FactsForm.WithBackground form() {
        return new FactsForm.WithBackground(FactsForm.of(facts), background);
    }

    /** The text of {@link #json}. */
    public String text() {
        return JSON.text(form());
    }

    /** What {@link #json} wrote, in this version or an older one. */
    public static RecordedFacts read(Json.Obj json) {
        FactsForm.WithBackground form = JSON.read(json, FactsForm.WithBackground.class);
        return new RecordedFacts(form.facts().facts(), form.background());
    }

    public static Json.Obj json(Directive directive) {
        return JSON.write(directive);
    }

    public static Json.Obj json(Grant grant) {
        return JSON.write(grant);
    }

    public static Directive directive(Json.Obj json) {
        return JSON.read(json, Directive.class);
    }

    public static Grant grant(Json.Obj json) {
        return JSON.read(json, Grant.class);
    }

    public static Json.Obj json(Circumstances circumstances) {
        return JSON.write(circumstances);
    }

    public static Circumstances circumstances(Json.Obj json) {
        return JSON.read(json, Circumstances.class);
    }

    /** {@code Consent/x/_history/v#digest}. */
    public static String name(Directive directive, String digest) {
        return directive.id()
                + directive
                        .version()
                        .versionId()
                        .map(version -> "/_history/" + version)
                        .orElse("") + "#" + digest;
    }

    /** {@code id#digest}. */
    public static String name(Grant grant, String digest) {
        return grant.id() + "#" + digest;
    }

    /** The digest in such a name. */
    public static String digest(String name) {
        return name.substring(name.lastIndexOf('#') + 1);
    }

    /** What a patient had said, when these are the directives. */
    public static Consents consents(Said said, List<Directive> directives) {
        return said.known() ? new Consents.Known(directives) : new Consents.Unavailable(directives, said.unread());
    }

    /** The names of what each patient had said. */
    public static Said said(Consents consents, List<String> names) {
        return new Said(consents instanceof Consents.Known, consents.unread(), names);
    }

    /** A map in the order of its keys. */
    public static <V> Map<Reference, V> inOrder(Map<Reference, V> map) {
        return new TreeMap<>(map);
    }

    private static String text(Coding coding) {
        return coding.system().replace("%", "%25").replace("|", "%7C") + "|" + coding.code();
    }

    private static Coding coding(String text) {
        int bar = text.indexOf('|');
        return new Coding(text.substring(0, bar).replace("%7C", "|").replace("%25", "%"), text.substring(bar + 1));
    }

    private static Reference reference(String text) {
        return Reference.parse(text).orElseThrow(() -> new IllegalArgumentException("not a reference"));
    }
}
