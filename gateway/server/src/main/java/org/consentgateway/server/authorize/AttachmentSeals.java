package org.consentgateway.server.authorize;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.port.WrittenFacts;

/**
 * Seals of attachments: the owner in a link, which only the gateway can write and which lasts, and the mark of who made a
 * Binary. Neither opens anything by itself: the owner is read and judged anew.
 */
public final class AttachmentSeals {

    private static final char SEAL = '~';

    private final SealedTokens seals;

    public AttachmentSeals(SealedTokens seals) {
        this.seals = seals;
    }

    /** The owner as it stands in the query of a link to the Binary. */
    String of(Reference binary, Reference owner) {
        return owner.type() + "%2F" + owner.id() + SEAL + mark(binary, owner);
    }

    /** The owner that a decoded query value names; empty where it is not sealed for this Binary. */
    public Optional<Reference> owner(Reference binary, String sealed) {
        int at = sealed.indexOf(SEAL);
        if (at < 0) return Optional.empty();
        return Reference.parse(sealed.substring(0, at))
                .filter(owner -> SealedTokens.same(mark(binary, owner), sealed.substring(at + 1)));
    }

    /** Who made a Binary, as it is kept. */
    public String creator(Caller caller) {
        return seals.mark(
                "creator",
                caller.subject(),
                caller.user().map(Reference::toString).orElse(""));
    }

    /** The content of a note as it is kept of its reader: nobody else's is the same. */
    String given(Caller reader, String digest) {
        return seals.mark("given", WrittenFacts.name(reader), digest);
    }

    private String mark(Reference binary, Reference owner) {
        return seals.mark("attachment", binary.toString(), owner.toString());
    }
}
