package org.consentgateway.server.port;

import java.time.Instant;

/** Where notices go out. Blocks. */
public interface NoticeOutlet {

    /** What could not be delivered; its message names no more than a class. */
    final class Undelivered extends Exception {
        private static final long serialVersionUID = 1L;

        public Undelivered(String why) {
            super(why);
        }
    }

    /**
     * A notice in words, for a mailbox, and in JSON, for a program.
     *
     * @param id the same at each attempt of a batch, for who must not count twice
     */
    record Message(String id, Instant at, String subject, String text, String json) {}

    /** Delivers it or fails. */
    void send(Message message) throws Undelivered;
}
