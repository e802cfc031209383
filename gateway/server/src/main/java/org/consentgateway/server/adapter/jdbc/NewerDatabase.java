package org.consentgateway.server.adapter.jdbc;

/** A database whose tables a newer version of the gateway has changed: this one may not write to it. */
public final class NewerDatabase extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NewerDatabase(String applied) {
        super("the database was used by a newer version of the gateway (migration " + applied
                + " is not known to this one): start that version, or put the backup back that was taken before the upgrade"
                + " (OPERATIONS.md, going back)");
    }
}
