package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Method;
import org.consentgateway.core.request.TransactionLinks;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/**
 * The Bundle of a transaction: linked, parsed and ruled on before any of it is done; writes are done together, and reads
 * are answered after them, each for itself.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#trules">FHIR R4 transaction processing rules</a>
 */
final class TransactionBundle {

    private final Site site;
    private final EntryHandler entries;
    private final TransactionHandler writes;
    private final ResponseReleaser releaser;
    private final NotFoundTiming timing;

    TransactionBundle(Site site, EntryHandler entries, TransactionHandler writes, NotFoundTiming timing) {
        this.site = site;
        this.entries = entries;
        this.writes = writes;
        this.timing = timing;
        this.releaser = new ResponseReleaser(site);
    }

    Stage answer(Answered answered, List<Json.Obj> given) {
        return TransactionLinks.resolved(given, () -> "urn:uuid:" + UUID.randomUUID())
                .match(linked -> ruled(answered, linked), refusal -> Outcomes.refused(answered.ask(), refusal));
    }

    /** Every part is ruled on before any is decided; one that is refused refuses the whole. */
    private Stage ruled(Answered answered, List<Json.Obj> linked) {
        List<TransactionHandler.Part> parts = new ArrayList<>();
        List<Boolean> reads = new ArrayList<>();
        for (int i = 0; i < linked.size(); i++) {
            Json.Obj entry = linked.get(i);
            Stage ruled = entries.ruled(answered, entry, answered.ask().id() + "-" + (i + 1));
            if (ruled instanceof Refused why) return refused(answered, why);
            boolean read = ruled instanceof Permitted permitted
                    && permitted.ask().request().method() == Method.GET;
            reads.add(read);
            if (read) {
                Optional<Refused> unreadable = unreadable((Permitted) ruled);
                if (unreadable.isPresent()) return refused(answered, unreadable.get());
                continue;
            }
            if (!(ruled instanceof Permitted write) || !(write.plan() instanceof Plan.Write))
                return Outcomes.refused(answered.ask(), 422)
                        .by(answered.caller())
                        .because(Reason.OPERATION_NOT_ALLOWED);
            parts.add(new TransactionHandler.Part(
                    new Answered(write.ask(), write.caller(), write.bearer(), write.plan(), Optional.empty()),
                    entry.text("fullUrl")));
        }
        TransactionHandler.Done done = writes.answer(answered, parts);
        return done.refused().orElseGet(() -> told(answered, linked, reads, done.answers()));
    }

    private static Refused refused(Answered whole, Refused why) {
        return Refused.of(whole.ask(), why.status(), why.outcome())
                .by(whole.caller())
                .because(why.why().orElse(Reason.OPERATION_NOT_ALLOWED));
    }

    /** What is not there, or not for the caller, fails the whole before anything of it is done. */
    private Optional<Refused> unreadable(Permitted read) {
        if (!(read.plan() instanceof Plan.Read one)) return Optional.empty();
        RequestContext ask = read.ask();
        Answered part = new Answered(ask, read.caller(), read.bearer(), read.plan(), Optional.empty());
        try {
            return timing.part(part, () -> unreadable(part, one), refused -> refused);
        } catch (Broken e) {
            return Optional.of(Outcomes.fault(ask, e));
        } catch (NoVerdict e) {
            return Optional.of(ResponseReleaser.fault(ask, e));
        }
    }

    private Optional<Refused> unreadable(Answered part, Plan.Read one) throws Broken, NoVerdict {
        ResponseAuthorizer authorizer = releaser.authorizer(part);
        String path = one.target()
                + one.version().map(version -> "/_history/" + version).orElse("");
        Optional<Json.Obj> stored = site.chart().get(path, part.ask().id());
        boolean shown = stored.isPresent()
                && CallerView.of(site, stored.get(), authorizer).isPresent();
        return shown ? Optional.empty() : Optional.of(releaser.hidden(part.ask(), authorizer));
    }

    /** Every byte of it is judged and recorded, entry by entry. */
    private Stage told(Answered answered, List<Json.Obj> linked, List<Boolean> reads, List<Json> written) {
        RequestContext ask = answered.ask();
        return RequestEnds.of(ask, answered.caller(), () -> {
            BatchAnswer answer = new BatchAnswer(ask, site.xml(), "transaction-response");
            int next = 0;
            for (int i = 0; i < linked.size(); i++) {
                if (reads.get(i)) entries.answer(answered, linked.get(i), ask.id() + "-" + (i + 1), answer);
                else answer.entry((Json.Obj) written.get(next++), 0);
            }
            answer.end();
        });
    }
}
