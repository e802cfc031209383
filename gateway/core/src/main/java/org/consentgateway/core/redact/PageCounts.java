package org.consentgateway.core.redact;

/**
 * What one answer passed over, in two counts that never mix: what the caller may see and does not match, which bounds the
 * search for something to show; and what is hidden, which changes nothing until it is more than any chart holds.
 *
 * <p>INVARIANT: no hidden entry moves the first count, or it would tell of itself.
 */
final class PageCounts {

    /** Hidden entries that one answer may pass over. */
    static final int HIDDEN = 10_000;

    private final int ahead;
    private int visible;
    private int hidden;

    /** @param ahead entries that may be seen and do not match, until the page ends */
    PageCounts(int ahead) {
        this.ahead = ahead;
    }

    /** Passes over what the caller may see and does not match; whether the page ends with it. */
    boolean visible() {
        visible++;
        return visible >= ahead;
    }

    /** Passes over what is hidden. */
    void hidden() throws Unusable {
        if (++hidden > HIDDEN) throw Unusable.late("more is passed over than any chart holds");
    }
}
