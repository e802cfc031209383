package org.consentgateway.core.redact;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;

/**
 * What is taken out of a resource that is released.
 *
 * @param elements    paths of elements to strip, member names and array indexes from the resource, as in {@code Facts}
 * @param withheld    resources whose every reference goes, with its display, identifier and type
 * @param attachments values of {@code Attachment.url}, as they stand in the resource, whose attachment is emptied
 * @param identifiers identifiers of what is withheld: whatever points at one goes, with its display
 * @param own         elements, each that very object, that the caller wrote: they stay, whatever they name by an identifier
 * @param stamp       of the first version that looks the same, where that is not this one
 * @param marked      whether a resource changed by the edits bears the REDACTED label
 */
public record Edits(
        Set<List<Object>> elements,
        Set<Reference> withheld,
        Set<String> attachments,
        Set<Identifier> identifiers,
        Set<Json> own,
        Optional<VersionStamp> stamp,
        boolean marked) {

    /** Nothing to take out. */
    public static final Edits NONE = new Edits(Set.of(), Set.of(), Set.of(), false);

    /** Of a resource that points at nothing withheld by identifier. */
    public Edits(Set<List<Object>> elements, Set<Reference> withheld, Set<String> attachments, boolean marked) {
        this(elements, withheld, attachments, Set.of(), Set.of(), Optional.empty(), marked);
    }

    public Edits {
        elements = Set.copyOf(elements);
        withheld = Set.copyOf(withheld);
        attachments = Set.copyOf(attachments);
        identifiers = Set.copyOf(identifiers);
        own = Collections.unmodifiableSet(own); // by identity: no copy
    }

    /** Whether nothing is to be taken out. */
    public boolean none() {
        return elements.isEmpty() && withheld.isEmpty() && attachments.isEmpty() && identifiers.isEmpty();
    }

    /** The same under the stamp of another version. */
    public Edits under(Optional<VersionStamp> other) {
        return new Edits(elements, withheld, attachments, identifiers, own, other, marked);
    }
}
