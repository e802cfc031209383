package org.consentgateway.server.authorize;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Caller;

/**
 * Attachments of notes that one caller was given, and whether they come back in what the caller writes. What others were
 * given does not count: a writer learns nothing of a note that they did not read. Not shared between requests.
 */
public final class AttachmentCopies {

    private final Site site;
    private final Caller caller;
    private boolean found;

    AttachmentCopies(Site site, Caller caller) {
        this.site = site;
        this.caller = caller;
    }

    /** The caller is about to be given a note. */
    void given(Json.Obj note) {
        Set<String> digests = AttachmentDigests.of(note);
        if (!digests.isEmpty()) site.disclosed().given(marks(digests));
    }

    /**
     * Whether a resource repeats what the caller was given.
     *
     * @param shown what the caller saw of it before: what stood there is no copy
     */
    public boolean isCopy(Optional<Json.Obj> shown, Json.Obj submitted) {
        Set<String> digests = new TreeSet<>(AttachmentDigests.of(submitted));
        shown.map(AttachmentDigests::of).ifPresent(digests::removeAll);
        boolean copy = !digests.isEmpty() && site.disclosed().anyGiven(marks(digests));
        found |= copy;
        return copy;
    }

    /** Whether what this request writes was found to be a copy. */
    public boolean found() {
        return found;
    }

    private Set<String> marks(Set<String> digests) {
        return digests.stream()
                .map(digest -> site.seals().given(caller, digest))
                .collect(Collectors.toSet());
    }
}
