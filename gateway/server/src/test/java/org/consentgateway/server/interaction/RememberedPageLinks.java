package org.consentgateway.server.interaction;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.port.KeptPageLinks;

/** Links that were too long to be carried by a client, in memory. */
final class RememberedPageLinks implements KeptPageLinks {

    final Map<String, String> kept = new HashMap<>();

    @Override
    public void keep(String link, String caller, String content) {
        kept.put(link, content);
    }

    @Override
    public Optional<String> of(String link) {
        return Optional.ofNullable(kept.get(link));
    }
}
