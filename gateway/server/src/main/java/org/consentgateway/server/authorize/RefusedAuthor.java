package org.consentgateway.server.authorize;

import org.consentgateway.core.request.Caller;

/** Whether something was withheld from the very person who is recorded as its author: they know that it exists. */
final class RefusedAuthor {

    private final Site site;
    private final Caller caller;
    private boolean refused;

    RefusedAuthor(Site site, Caller caller) {
        this.site = site;
        this.caller = caller;
    }

    /** Told of what was decided for the caller. */
    void note(DecidedResource decided) {
        // an author who works elsewhere now is told no more than anybody
        boolean here =
                caller.organization().filter(site.pack().organization()::equals).isPresent();
        boolean author = here
                && caller.user()
                        .filter(user -> decided.background().originators().contains(user))
                        .isPresent();
        if (author && decided.decision().classification().isProtected()) refused = true;
    }

    boolean isRefused() {
        return refused;
    }
}
