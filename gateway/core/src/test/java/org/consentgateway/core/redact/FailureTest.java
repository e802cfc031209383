package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.core.redact.Upstream.bundle;
import static org.consentgateway.core.redact.Upstream.match;
import static org.consentgateway.core.redact.Upstream.plain;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.consentgateway.core.json.Drip;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.junit.jupiter.api.Test;

/** Whoever fails, and whenever: what has left never looks whole. */
class FailureTest {

    private final Upstream upstream = new Upstream();

    private static String many(int count) {
        String[] entries = new String[count];
        for (int i = 0; i < count; i++) entries[i] = match(plain("d" + i));
        return bundle("", entries);
    }

    @Test
    void a_client_that_fails_after_any_number_of_bytes_breaks_the_answer() throws Exception {
        String answer = many(20);
        int whole = new Upstream()
                .redact(answer, upstream.search(), Court.releasing())
                .body
                .size();
        for (int allowed = 0; allowed < whole; allowed += 97) {
            Failing client = new Failing(allowed);
            assertThatThrownBy(() -> new Redactor(Upstream.BASES, Court.releasing())
                            .redact(new Drip(Upstream.utf8(answer), 100), upstream.search(), version -> client))
                    .isInstanceOf(AnswerCut.class);
        }
    }

    @Test
    void a_client_that_cannot_be_opened_breaks_the_answer() {
        assertThatThrownBy(() -> new Redactor(Upstream.BASES, Court.releasing())
                        .redact(new Drip(Upstream.utf8(plain("a")), 9), Upstream.single(), version -> {
                            throw new IOException("gone");
                        }))
                .isInstanceOf(AnswerCut.class);
    }

    @Test
    void a_judge_that_fails_in_the_second_window_breaks_the_answer() {
        Court court = Court.releasing();
        Judge judge = judge(court, () -> court.windows.size() > 1);

        assertThatThrownBy(() -> upstream.redact(many(150), upstream.search(), judge))
                .isInstanceOf(AnswerCut.class);

        assertThatThrownBy(upstream::json).isInstanceOf(MalformedJson.class);
        assertThat(upstream.text()).doesNotContain("d64\"");
    }

    @Test
    void a_judge_that_fails_at_once_leaves_nothing_written() {
        Judge judge = judge(Court.releasing(), () -> true);

        assertThatThrownBy(() -> upstream.redact(many(3), upstream.search(), judge))
                .isInstanceOf(Judge.NoVerdict.class);

        assertThat(upstream.opened).isFalse();
    }

    @Test
    void without_a_record_nothing_leaves() {
        Court court = Court.releasing();
        Judge judge = new Judge() {
            @Override
            public List<Verdict> judge(List<Candidate> window) throws NoVerdict {
                return court.judge(window);
            }

            @Override
            public void record(List<Verdict.Release> going) throws NoVerdict {
                throw new NoVerdict("disk full", new IOException());
            }
        };

        for (ExpectedAnswer expected : List.of(upstream.search(), Upstream.single())) {
            String answer = expected instanceof ExpectedAnswer.Single ? plain("a") : many(3);
            assertThatThrownBy(() -> upstream.redact(answer, expected, judge)).isInstanceOf(Judge.NoVerdict.class);
        }

        assertThat(upstream.opened).isFalse();
    }

    @Test
    void a_defect_of_the_judge_is_a_closed_answer_that_quotes_nothing() {
        Judge judge = judge(Court.releasing(), () -> {
            throw new IllegalArgumentException("CNRY_1");
        });

        assertThatThrownBy(() -> upstream.redact(plain("a"), Upstream.single(), judge))
                .isInstanceOf(Unusable.class)
                .hasNoCause()
                .hasMessageNotContaining("CNRY");
    }

    @Test
    void an_upstream_that_resets_breaks_the_answer_or_makes_it_unusable() {
        byte[] answer = Upstream.utf8(many(150));
        for (int length = 0; length < answer.length; length += 211) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            InputStream reset = new Reset(answer, length);
            assertThatThrownBy(() -> new Redactor(Upstream.BASES, Court.releasing())
                            .redact(reset, upstream.search(), version -> body))
                    .isInstanceOfAny(Unusable.class, AnswerCut.class);
            assertThatThrownBy(() -> JsonReader.object(body.toByteArray())).isInstanceOf(MalformedJson.class);
        }
    }

    @Test
    void pages_that_go_in_circles_end_the_answer() {
        upstream.page("p2", bundle("p2", match(Upstream.note("n1"))));

        assertThatThrownBy(() -> upstream.redact(bundle("p2", match(plain("a"))), upstream.search(), Court.guarding()))
                .isInstanceOf(AnswerCut.class);
    }

    @Test
    void the_search_for_more_has_a_bound() throws Exception {
        upstream.page("p2", bundle("p3", match(Upstream.note("n1")), match(Upstream.note("n2"))));
        upstream.page("p3", bundle("p4", match(Upstream.note("n3")), match(plain("z"))));

        ExpectedAnswer expected = upstream.search(java.util.Optional.empty(), 3, "DocumentReference");
        upstream.redact(bundle("p2", match(plain("a"))), expected, Court.guarding());

        assertThat(upstream.ids()).containsExactly("a");
        assertThat(upstream.sealed).containsExactly(new NextLinks.Position("p3", 1, 1));
    }

    private interface Condition {
        boolean met();
    }

    private static Judge judge(Court court, Condition fails) {
        return new Judge() {
            @Override
            public List<Verdict> judge(List<Candidate> window) throws NoVerdict {
                List<Verdict> verdicts = court.judge(window);
                if (fails.met()) throw new NoVerdict("no consent store", new IOException());
                return verdicts;
            }

            @Override
            public void record(List<Verdict.Release> going) throws NoVerdict {
                court.record(going);
            }
        };
    }

    private static final class Failing extends OutputStream {
        private int allowed;

        Failing(int allowed) {
            this.allowed = allowed;
        }

        @Override
        public void write(int octet) throws IOException {
            if (allowed-- <= 0) throw new IOException("gone");
        }
    }

    private static final class Reset extends InputStream {
        private final Drip source;
        private int left;

        Reset(byte[] bytes, int left) {
            this.source = new Drip(bytes, 500);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left-- <= 0) throw new IOException("reset");
            return source.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left <= 0) throw new IOException("reset");
            int read = source.read(buffer, offset, Math.min(left, length));
            left -= read;
            return read;
        }
    }
}
