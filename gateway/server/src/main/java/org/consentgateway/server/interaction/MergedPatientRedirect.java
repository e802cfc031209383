package org.consentgateway.server.interaction;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.stage.Plan;

/** The way from a Patient that another one replaces to that one, where an EHR answers a read of the first with a redirect. */
final class MergedPatientRedirect {

    // RFC 9110 15.4
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    private MergedPatientRedirect() {}

    /** The Patient that it leads to; empty where it is none, or leads out of the EHR's bases or to something else. */
    static Optional<Reference> target(Plan.Read read, HttpAnswer upstream, FhirServer ehr) {
        boolean patient =
                read.target().type().equals("Patient") && read.version().isEmpty();
        if (!patient || !STATUSES.contains(upstream.status())) return Optional.empty();
        return upstream.location()
                .flatMap(ehr::own)
                .map(uri -> uri.toString().substring(ehr.base().toString().length()))
                .filter(path -> path.matches("/Patient/[A-Za-z0-9._-]{1,256}"))
                .map(path -> new Reference("Patient", path.substring("/Patient/".length())))
                .filter(other -> !other.equals(read.target())); // nobody is replaced by themself
    }
}
