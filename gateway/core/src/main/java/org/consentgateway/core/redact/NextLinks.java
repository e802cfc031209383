package org.consentgateway.core.redact;

/** Writes the link to a caller's next page. */
@FunctionalInterface
public interface NextLinks {

    /**
     * Where the next page of a search begins.
     *
     * @param upstreamUrl the upstream page to open; empty: the first, which is searched for anew
     * @param skip        how many of its entries, from the first, are behind the caller; includes are still looked at
     * @param quota       how many matches make a page
     */
    record Position(String upstreamUrl, int skip, int quota) {
        public Position {
            if (skip < 0 || quota < 1) throw new IllegalArgumentException("not a position");
        }

        @Override
        public String toString() {
            return "Position";
        }
    }

    /** The public URL of {@code link[next]}; opaque, and of the same length whatever the position. */
    String seal(Position position);
}
