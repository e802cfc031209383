package org.consentgateway.server.adapter.hapi;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.hapi.ConsentSearch.Reach;
import org.consentgateway.server.port.KnownConsents;
import org.consentgateway.server.port.KnownConsents.Version;

/**
 * What a patient has said, by the answer and by what was read before. A denial holds until a newer version of its Consent
 * was read, or a read of it was answered 404 or 410 twice, a minute apart. A Consent that cannot be read keeps the denials
 * of its last known version; without one the patient has said something unread.
 */
final class ConsentRetention {

    private static final Duration APART = Duration.ofMinutes(1);

    private final FhirReads server;
    private final KnownConsents known;
    private final InstantSource clock;
    private final BiConsumer<Reference, Optional<Reference>> unreadable;

    /** @param unreadable told of a patient and a Consent, where it has an id, that cannot be read and was never known */
    ConsentRetention(
            FhirReads server,
            KnownConsents known,
            InstantSource clock,
            BiConsumer<Reference, Optional<Reference>> unreadable) {
        this.server = server;
        this.known = known;
        this.clock = clock;
        this.unreadable = unreadable;
    }

    /** Whose a Consent is and what it says, for one patient. */
    interface Reading {
        /** Whether it is the patient's; empty when that cannot be told. */
        Optional<Boolean> isTheirs(Json.Obj consent);

        Directive directive(Reference id, Json.Obj consent);
    }

    /** @param before what is known of the patient */
    Consents said(Reference patient, ConsentSearch.Answer answer, List<Version> before, Reading reading) {
        Map<Reference, Version> last = new HashMap<>();
        before.forEach(version -> last.put(version.id(), version));
        List<Directive> directives = new ArrayList<>();
        Set<Reference> seen = new HashSet<>();
        Set<Reference> there = new HashSet<>();
        boolean unread = answer.reach() == Reach.PART;
        for (Json.Obj consent : answer.consents()) {
            Optional<Boolean> theirs = reading.isTheirs(consent);
            if (theirs.isPresent() && !theirs.get()) continue;
            Optional<Reference> id = ConsentVersion.id(consent);
            Optional<Version> earlier = id.map(last::get);
            id.ifPresent(there::add);
            if (theirs.isPresent() && id.isPresent() && ConsentVersion.isReadable(consent)) {
                seen.add(id.get());
                directives.add(taken(patient, id.get(), consent, earlier, reading));
            } else if (earlier.isEmpty()) {
                unread = true;
                unreadable.accept(patient, id);
            }
        }
        for (Version version : before)
            if (!seen.contains(version.id()))
                held(version, answer.reach(), there.contains(version.id()), reading)
                        .ifPresent(directives::add);
        unread |= before.stream().anyMatch(version -> version.resource().isEmpty() && !seen.contains(version.id()));
        return answer.reach() == Reach.WHOLE && !unread
                ? new Consents.Known(directives)
                : new Consents.Unavailable(directives, unread);
    }

    /** The version that was read now, unless an older one than is known was served: what denied then denies still. */
    private Directive taken(
            Reference patient, Reference id, Json.Obj consent, Optional<Version> earlier, Reading reading) {
        Directive read = reading.directive(id, consent);
        Optional<Json.Obj> before = earlier.flatMap(Version::resource);
        boolean denied = earlier.filter(Version::denies).isPresent();
        if (denied && before.isPresent() && !ConsentVersion.mayReplace(consent, before.get()))
            return reading.directive(id, before.get());
        Version now = new Version(
                patient, id, Optional.of(ConsentVersion.kept(consent)), ConsentVersion.denies(read), Optional.empty());
        if (!earlier.equals(Optional.of(now))) known.keep(now);
        return read;
    }

    /**
     * What a Consent that did not come, or cannot be read, still denies.
     *
     * @param there whether it came: then its last known version is not forgotten
     */
    private Optional<Directive> held(Version version, Reach reach, boolean there, Reading reading) {
        if (version.resource().isEmpty()) return Optional.empty();
        Json.Obj before = version.resource().get();
        if (!version.denies()) {
            if (reach == Reach.WHOLE && !there) known.forget(version.patient(), version.id());
            return Optional.empty();
        }
        Directive denial = reading.directive(version.id(), before);
        if (reach != Reach.WHOLE) return Optional.of(denial);
        try {
            Json.Obj now = server.read(version.id().toString());
            boolean other = !ConsentVersion.id(now).equals(Optional.of(version.id()));
            Optional<Boolean> theirs = reading.isTheirs(now);
            if (other || theirs.isEmpty() || !ConsentVersion.isReadable(now)) return Optional.of(denial);
            if (ConsentVersion.mayReplace(now, before) && !theirs.get()) {
                known.forget(version.patient(), version.id());
                return Optional.empty();
            }
            return Optional.of(taken(version.patient(), version.id(), now, Optional.of(version), reading));
        } catch (FhirReads.Refused e) {
            return e.isGone() ? gone(version, denial) : Optional.of(denial);
        } catch (IOException e) {
            return Optional.of(denial); // the server is not there: nothing was said of it
        }
    }

    private Optional<Directive> gone(Version version, Directive denial) {
        Instant now = clock.instant();
        if (version.missingSince().isEmpty()) {
            known.keep(new Version(
                    version.patient(), version.id(), version.resource(), version.denies(), Optional.of(now)));
            return Optional.of(denial);
        }
        if (now.isBefore(version.missingSince().get().plus(APART))) return Optional.of(denial);
        known.forget(version.patient(), version.id());
        return Optional.empty();
    }
}
