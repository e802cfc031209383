package org.consentgateway.server.interaction;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;

/**
 * Writes act on the caller's view: what is hidden from the caller is as if it were not there, and is kept. A write is
 * recorded before the EHR sees it, and is never retried.
 */
final class WriteHandler {

    /** A write that was overtaken by a change is decided anew, so many times. */
    private static final int ATTEMPTS = 3;

    private final Site site;
    private final ResponseReleaser releaser;
    private final WriteAnswer written;
    private final DeleteHandler deleting;
    private final WriteMemory memory;
    private final PlainWrite plain;
    private final ConditionalWrite conditional;
    private final UpstreamWriter upstream;

    WriteHandler(Site site) {
        this.site = site;
        this.releaser = new ResponseReleaser(site);
        this.written = new WriteAnswer(site, releaser);
        this.deleting = new DeleteHandler(site);
        this.memory = new WriteMemory(site);
        this.plain = new PlainWrite(site, memory);
        this.conditional = new ConditionalWrite(site, plain);
        this.upstream = new UpstreamWriter(site, written);
    }

    Stage answer(Answered answered) {
        ResponseAuthorizer authorizer = releaser.authorizer(answered);
        return ResponseReleaser.closed(write(answered, authorizer), answered, authorizer);
    }

    private Stage write(Answered answered, ResponseAuthorizer authorizer) {
        try {
            for (int attempt = 1; ; attempt++) {
                WriteIntent intent = intent(answered, authorizer);
                if (intent.refused().isPresent()) return intent.refused().get();
                if (intent.kept().isPresent()) {
                    Deletion kept = intent.kept().get();
                    return deleting.conflicts(answered.ask(), kept.resource(), Set.of(), authorizer)
                            ? Outcomes.upstream(answered.ask(), 409, Optional.empty())
                            : keep(answered, authorizer, kept);
                }
                UpstreamWrite write = intent.write().orElseThrow();
                HttpAnswer answer = upstream.stored(answered, write);
                if (write.method().equals("DELETE") && DeleteHandler.refuses(answer.status())) {
                    Optional<Deletion> kept = deleting.refused(
                            answered.ask(),
                            Reference.parse(write.relative()).orElseThrow(),
                            write.ifMatch(),
                            Set.of(),
                            authorizer);
                    if (kept.isPresent()) {
                        answer.close();
                        return keep(answered, authorizer, kept.get());
                    }
                }
                if (attempt == ATTEMPTS || !overtaken(answered, write, answer.status()))
                    return told(answered, authorizer, answer, write);
                answer.close();
            }
        } catch (FhirServer.Broken e) {
            return Outcomes.fault(answered.ask(), e);
        } catch (NoVerdict e) {
            return ResponseReleaser.fault(answered.ask(), e);
        }
    }

    private Stage told(Answered answered, ResponseAuthorizer authorizer, HttpAnswer answer, UpstreamWrite write) {
        if (answer.isSuccess()) memory.done(answered, authorizer, write, answer.location());
        return written.answer(answered, authorizer, answer, write);
    }

    private Stage keep(Answered answered, ResponseAuthorizer authorizer, Deletion kept) throws FhirServer.Broken {
        deleting.keep(answered, kept);
        return written.deleted(answered, authorizer);
    }

    /** Whether the EHR refused our own condition, which the caller did not set: what they could not see was changed. */
    private boolean overtaken(Answered answered, UpstreamWrite write, int status) throws FhirServer.Broken {
        if (write.ifMatch().isEmpty() || (status != 409 && status != 412)) return false;
        Optional<String> now = site.chart().get(write.relative(), answered.ask().id()).stream()
                .flatMap(stored -> stored.object("meta").flatMap(meta -> meta.text("versionId")).stream())
                .findFirst();
        return !now.equals(write.ifMatch());
    }

    /** Decides a write against the caller's view of what is stored. */
    WriteIntent intent(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        WriteIntent intent = decided(answered, authorizer);
        if (intent.kept().isPresent()) authorizer.audit().because(Reason.HIDDEN_MERGED);
        if (intent.refused().isEmpty()) authorizer.audit().because(Reason.WRITE_PERMIT);
        else intent.refused().flatMap(Refused::why).ifPresent(authorizer.audit()::because);
        // a refusal before which nothing was withheld is recorded where it is answered
        if (intent.refused().isEmpty() || authorizer.audit().withheldCount() > 0)
            authorizer.audit().recordWithheld();
        return intent;
    }

    private WriteIntent decided(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        return switch (answered.ask().request().interaction()) {
            case CREATE -> plain.create(answered, authorizer, Optional.empty());
            case UPDATE -> plain.update(answered, authorizer);
            case PATCH -> plain.patch(answered, authorizer);
            case DELETE -> plain.delete(answered, authorizer);
            case CONDITIONAL_CREATE -> conditional.create(answered, authorizer);
            case CONDITIONAL_UPDATE, CONDITIONAL_PATCH, CONDITIONAL_DELETE ->
                conditional.onTheOnlyMatch(answered, authorizer);
            default -> WriteIntent.not(Outcomes.refused(answered.ask(), 412));
        };
    }
}
