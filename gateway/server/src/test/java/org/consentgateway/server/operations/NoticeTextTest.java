package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.consentgateway.server.config.NoticesConfig.NoticeKind;
import org.consentgateway.server.port.NoticeOutlet.Message;
import org.consentgateway.server.port.Notices.Batch;
import org.consentgateway.server.port.Notices.Channel;
import org.consentgateway.server.port.Notices.Kind;
import org.consentgateway.server.port.Notices.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoticeTextTest {

    private static final Instant AT = Instant.parse("2026-03-01T23:30:00Z");
    private static final NoticeText TEXT = new NoticeText(
            URI.create("https://privacy.example.org/p/"), "Riverside Clinic", ZoneId.of("America/New_York"));

    @Test
    void a_mail_says_what_happened_how_often_when_and_where_to_look_and_no_more() {
        Batch batch = new Batch(
                "b-1",
                Channel.MAIL,
                List.of(
                        new Line(Kind.GRANT_WAITS, 1, AT, AT),
                        new Line(Kind.BREAK_GLASS, 3, AT, AT.plusSeconds(7200))));

        Message message = TEXT.of(batch, AT.plusSeconds(7300));

        assertThat(message.subject()).isEqualTo("Riverside Clinic: Break-glass was asserted, and more");
        assertThat(message.text()).isEqualTo("""
                        Break-glass was asserted: 3 times, 2026-03-01 18:30 to 2026-03-01 20:30
                        https://privacy.example.org/p/console/break-glass

                        A legal-basis grant waits for a second person: 1 time, 2026-03-01 18:30
                        https://privacy.example.org/p/console/grants

                        Times are those of America/New_York. Sign in to see more: nothing else is mailed.
                        """);
    }

    @ParameterizedTest
    @EnumSource
    void every_kind_has_its_words_and_its_page(Kind kind) throws Exception {
        Message message = TEXT.of(new Batch("b-1", Channel.WEBHOOK, List.of(new Line(kind, 2, AT, AT))), AT);

        JsonNode told = new ObjectMapper().readTree(message.json());
        assertThat(told.get("id").asText()).isEqualTo("b-1");
        JsonNode notice = told.get("notices").get(0);
        assertThat(notice.get("kind").asText()).isEqualTo(kind.code());
        assertThat(notice.get("times").asLong()).isEqualTo(2);
        assertThat(notice.get("page").asText()).startsWith("https://privacy.example.org/p/console/");
        assertThat(message.text()).startsWith(notice.get("what").asText());
    }

    @Test
    void the_kinds_that_can_be_configured_are_the_kinds_that_there_are() {
        assertThat(Arrays.stream(NoticeKind.values()).map(Enum::name))
                .containsExactlyElementsOf(
                        Arrays.stream(Kind.values()).map(Enum::name).toList());
    }

    @Test
    void a_line_break_in_the_name_of_the_hospital_breaks_no_header() {
        NoticeText split = new NoticeText(TEXT.pages(), "River\r\nBcc: all@example.org", TEXT.zone());

        assertThat(split.of(new Batch("b", Channel.MAIL, List.of(new Line(Kind.BREAK_GLASS, 1, AT, AT))), AT)
                        .subject())
                .isEqualTo("River  Bcc: all@example.org: Break-glass was asserted");
    }
}
