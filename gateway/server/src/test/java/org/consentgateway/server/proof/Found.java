package org.consentgateway.server.proof;

import java.util.List;

/**
 * A session that must not be.
 *
 * @param number   of the session, from 1
 * @param habits   of the EHR
 * @param smallest what is left of it when nothing more can be left out
 * @param again    whether a fresh gateway does the same
 */
record Found(int number, String habits, Difference difference, ProofSession smallest, boolean again) {

    /** The same defect, as far as can be told. */
    String signature() {
        List<String> kinds = smallest.kinds().distinct().sorted().toList();
        return difference.kind() + " " + kinds;
    }

    @Override
    public String toString() {
        return "session " + number + " before " + habits + (again ? "" : ", not again before a fresh gateway") + ": "
                + difference.kind() + "\n" + smallest + "  at   " + difference.where() + "\n  told "
                + difference.told().replace("\n", "\n       ");
    }
}
