package org.consentgateway.server.port;

/** Our own pages for people, beside FHIR. */
public interface WebPages {

    /** Whether the path is one of theirs. */
    boolean serves(String path);

    /** Whether its body may be read: a session is known, or it is the issuer who writes. */
    boolean takesForm(PageRequest head);

    /** Answers; blocks. */
    PageAnswer answer(PageRequest request);

    /** An installation without sign-in. */
    WebPages NONE = new WebPages() {
        @Override
        public boolean serves(String path) {
            return false;
        }

        @Override
        public boolean takesForm(PageRequest head) {
            return false;
        }

        @Override
        public PageAnswer answer(PageRequest request) {
            return PageAnswer.html(404, "");
        }
    };
}
