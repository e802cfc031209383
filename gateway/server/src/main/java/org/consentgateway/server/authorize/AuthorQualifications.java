package org.consentgateway.server.authorize;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** Who the authors of a resource are, and what they are qualified for. */
final class AuthorQualifications {

    private final Site site;
    private final RequestReads reads;
    private final FactsWrittenByCaller own;

    AuthorQualifications(Site site, RequestReads reads, FactsWrittenByCaller own) {
        this.site = site;
        this.reads = reads;
        this.own = own;
    }

    /** The authors, a role as the practitioner who has it. */
    Set<Reference> practitioners(Set<Reference> authors) {
        reads.fetch(authors.stream()
                .filter(author -> author.type().equals("PractitionerRole"))
                .collect(Collectors.toSet()));
        return authors.stream()
                .flatMap(author -> author.type().equals("PractitionerRole")
                        ? reads
                                .of(author)
                                .flatMap(role -> role.object("practitioner"))
                                .flatMap(practitioner ->
                                        practitioner.text("reference").flatMap(site::reference))
                                .stream()
                        : Stream.of(author))
                .collect(Collectors.toSet());
    }

    /** Codes of what the authors are, by what the EHR says of them and of their roles. */
    Set<Coding> of(Set<Reference> authors) {
        reads.fetch(authors);
        Set<Reference> practitioners = practitioners(authors);
        reads.fetch(practitioners);
        Set<Coding> codes = new HashSet<>();
        // a mental health professional is none by the caller's own word, nor where it cannot be found out
        if (Stream.concat(authors.stream(), practitioners.stream())
                .anyMatch(one -> own.wrote(one) || reads.unread(one)))
            codes.addAll(site.pack().notes().professionals());
        Stream.concat(authors.stream(), practitioners.stream())
                .distinct()
                .flatMap(author -> reads.of(author).stream())
                .forEach(author -> {
                    author.objects("qualification").forEach(q -> codes.addAll(codings(q.object("code"))));
                    author.objects("specialty").forEach(specialty -> codes.addAll(codings(Optional.of(specialty))));
                    author.objects("code").forEach(code -> codes.addAll(codings(Optional.of(code))));
                });
        return codes;
    }

    private static Set<Coding> codings(Optional<Json.Obj> concept) {
        return concept.stream()
                .flatMap(known -> known.objects("coding").stream())
                .flatMap(coding ->
                        coding
                                .text("code")
                                .map(code -> new Coding(coding.text("system").orElse(""), code))
                                .stream())
                .collect(Collectors.toSet());
    }
}
