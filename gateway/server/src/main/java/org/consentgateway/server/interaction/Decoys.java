package org.consentgateway.server.interaction;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consentgateway.server.port.CallTally.Kind;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;

/**
 * Questions about nobody: of the kinds that deciding about a hidden note takes, asked where there is none, one after the
 * other as those are. What comes back is thrown away.
 */
public final class Decoys {

    private static final int MOST = 1 << 16; // bytes of an answer
    private static final String NOTE = "DocumentReference";

    private final FhirServer lookUps;
    private final FhirServer consents;

    /**
     * Asks where a decision asks.
     *
     * @param lookUps  the EHR as it is looked up
     * @param consents the consent server
     */
    public Decoys(FhirServer lookUps, FhirServer consents) {
        this.lookUps = lookUps;
        this.consents = consents;
    }

    /** Asks each. An EHR that fails is asked on: that it fails is as likely whatever is hidden. Blocks. */
    void ask(List<Kind> kinds, Optional<String> type, String requestId) {
        // nobody has the id: it is made anew each time
        String nobody = "nobody-" + UUID.randomUUID();
        for (Kind kind : kinds) {
            FhirServer server = kind == Kind.CONSENTS ? consents : lookUps;
            try (HttpAnswer answer =
                    server.call(HttpCall.get(server.resolve(question(kind, type.orElse(NOTE), nobody)), requestId))) {
                answer.body().readNBytes(MOST);
            } catch (IOException e) {
                // what fails would have failed with a question about somebody: the next is asked all the same
            }
        }
    }

    private static String question(Kind kind, String type, String nobody) {
        return switch (kind) {
            case PATIENT -> "Patient/" + nobody;
            case VERSION -> type + "/" + nobody + "/_history/1";
            case SEARCH -> "Patient?link=Patient/" + nobody;
            case CONSENTS -> "Consent?patient=Patient/" + nobody + "&_count=100";
            case READ, WRITE -> "Practitioner/" + nobody;
        };
    }
}
