package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import org.consentgateway.core.json.MalformedJson;

/**
 * Reads an upstream answer and writes what of it may leave. The only maker of bytes of upstream content.
 *
 * <p>INVARIANT: a byte of a resource is written only after its window was judged and recorded.
 */
public final class Redactor {

    private final Bases bases;
    private final Judge judge;

    /** A redactor for one answer. */
    public Redactor(Bases bases, Judge judge) {
        this.bases = bases;
        this.judge = judge;
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
        AnswerRedaction course = expected.match(
                single -> new OneResource(single, bases, judge),
                searchset -> new SearchPage(searchset, bases, judge),
                count -> new CountOnly(count, bases, judge),
                history -> new HistoryPages(history, bases, judge));
        try (upstream) {
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
