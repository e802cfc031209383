package org.consentgateway.core.decision;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.Yaml;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Parties;

/** One question in the words of the written cases, with their people, resources, consents and grants. */
public final class WrittenQuestion {

    private static final Json.Obj FILE = Packs.yaml(Path.of("src/test/resources/decision/cases.yaml"));

    private WrittenQuestion() {}

    /**
     * @param given consents, grants, facts and pack, as a case says them
     * @param when  caller, purpose and resource, as a case says them
     */
    public static Access of(String given, String when) {
        Json.Obj one = Yaml.object("cases: [{case: one, given: {" + given + "}, when: {" + when + "}}]");
        return WrittenCase.read(WrittenCase.over(FILE, one), Packs::of).get(0).access();
    }

    static Access with(Access asked, Background background) {
        return new Access(
                asked.caller(), asked.facts(), background, asked.consents(), asked.grants(), asked.pack(), asked.at());
    }

    /** The same of a resource that is about somebody whom no reference of ours names. */
    static Access ofNobodyKnown(Access asked) {
        Facts facts = asked.facts();
        Parties unreadable = new Parties(Set.of(), true, facts.authors(), Optional.empty(), facts.recipients());
        return new Access(
                asked.caller(),
                new Facts(
                        facts.identity(),
                        facts.labelling(),
                        facts.kind(),
                        unreadable,
                        facts.occurrence(),
                        facts.pointing()),
                asked.background(),
                asked.consents(),
                asked.grants(),
                asked.pack(),
                asked.at());
    }
}
