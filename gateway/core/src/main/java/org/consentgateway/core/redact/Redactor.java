package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.Spool;

/**
 * Reads an upstream answer and writes what of it may leave. The only maker of bytes of upstream content.
 *
 * <p>INVARIANT: a byte of a resource is written only after its window was judged and recorded.
 */
public final class Redactor {

    private final Bases bases;
    private final Judge judge;

    private final Supplier<Spool> spools;

    /** A redactor for one answer, all of whose contents are in memory. */
    public Redactor(Bases bases, Judge judge) {
        this(bases, judge, () -> Spool.NONE);
    }

    /**
     * A redactor for one answer.
     *
     * @param spools gives an empty spool
     */
    public Redactor(Bases bases, Judge judge, Supplier<Spool> spools) {
        this.bases = bases;
        this.judge = judge;
        this.spools = spools;
    }

    /**
     * Redacts one answer; blocks. Closes {@code upstream}.
     *
     * @throws Unusable        upstream cannot be used, nothing was written: 502
     * @throws Judge.NoVerdict the judge failed, nothing was written
     * @throws Broken          bytes have left: cut the connection
     */
    public Receipt redact(InputStream upstream, ExpectedAnswer expected, ResponseSink client)
            throws Unusable, Judge.NoVerdict, AnswerCut {
        ResponseWriter answer = new ResponseWriter(client, expected.rendering().pretty());
        try (upstream;
                Spool spool = spools.get()) {
            AnswerRedaction course = expected.match(
                    single -> new OneResource(single, bases, judge, spool),
                    searchset -> new SearchPage(searchset, bases, judge, spool),
                    count -> new CountOnly(count, bases, judge, spool),
                    history -> new HistoryPages(history, bases, judge, spool));
            return course.run(upstream, answer);
        } catch (Unusable e) {
            throw unusable(answer, e);
        } catch (MalformedJson e) {
            throw unusable(answer, new Unusable(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw unusable(answer, new Unusable("a stream failed", e));
        } catch (Judge.NoVerdict e) {
            if (answer.begun()) throw new AnswerCut("no verdict in the middle of the answer", e);
            throw e;
        } catch (RuntimeException e) {
            // a defect; its message may quote content, so only its class goes on
            throw unusable(answer, new Unusable("a defect `" + e.getClass().getSimpleName() + "`"));
        }
    }

    private static Unusable unusable(ResponseWriter answer, Unusable cause) throws AnswerCut {
        if (answer.begun()) throw new AnswerCut("the answer cannot be finished", cause);
        return cause;
    }
}
