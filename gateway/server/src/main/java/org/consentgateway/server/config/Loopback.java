package org.consentgateway.server.config;

/** Hosts that never leave the machine, told by their text alone: a name server does not take part. */
final class Loopback {

    private Loopback() {}

    static boolean holds(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
