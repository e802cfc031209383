package org.consentgateway.server.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.consentgateway.server.port.NoticeOutlet.Message;
import org.consentgateway.server.port.Notices.Batch;
import org.consentgateway.server.port.Notices.Kind;
import org.consentgateway.server.port.Notices.Line;

/**
 * What a notice says: what happened, how often, when, and on which page to look. It is made of these alone, so that no
 * patient, person, request, resource or content can stand in it.
 *
 * @param pages where our own pages stand, with a slash at its end
 * @param site  what pages call the hospital
 */
public record NoticeText(URI pages, String site, ZoneId zone) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    /** One message of all that goes out together. */
    public Message of(Batch batch, Instant now) {
        return new Message(batch.id(), now, subject(batch), text(batch), json(batch, now));
    }

    private String subject(Batch batch) {
        Line first = batch.lines().get(0);
        String more = batch.lines().size() == 1 ? "" : ", and more";
        return site.replaceAll("\\p{Cntrl}", " ") + ": " + what(first.kind()) + more;
    }

    private String text(Batch batch) {
        StringBuilder text = new StringBuilder();
        for (Line line : batch.lines()) {
            text.append(what(line.kind()))
                    .append(": ")
                    .append(line.times())
                    .append(line.times() == 1 ? " time, " : " times, ");
            text.append(when(line)).append('\n');
            text.append(page(line.kind())).append("\n\n");
        }
        return text.append("Times are those of ")
                .append(zone)
                .append(". Sign in to see more: nothing else is mailed.\n")
                .toString();
    }

    private String when(Line line) {
        String first = MINUTE.format(line.first().atZone(zone));
        String last = MINUTE.format(line.last().atZone(zone));
        return first.equals(last) ? first : first + " to " + last;
    }

    private String json(Batch batch, Instant now) {
        ObjectNode message = JSON.createObjectNode();
        message.put("id", batch.id()).put("at", now.toString());
        ArrayNode notices = message.putArray("notices");
        for (Line line : batch.lines())
            notices.addObject()
                    .put("kind", line.kind().code())
                    .put("what", what(line.kind()))
                    .put("times", line.times())
                    .put("first", line.first().toString())
                    .put("last", line.last().toString())
                    .put("page", page(line.kind()).toString());
        return message.toString();
    }

    private static String what(Kind kind) {
        return switch (kind) {
            case BREAK_GLASS -> "Break-glass was asserted";
            case SERIOUS_THREAT -> "A grant for a serious threat was used";
            case GRANT_WAITS -> "A legal-basis grant waits for a second person";
            case TRAIL_UNVERIFIED -> "The audit trail is not as it was written";
            case DELIVERY_BACKLOG -> "Records pile up that are to be delivered as AuditEvents";
        };
    }

    private URI page(Kind kind) {
        return pages.resolve(
                switch (kind) {
                    case BREAK_GLASS -> "console/break-glass";
                    case SERIOUS_THREAT -> "console/decisions";
                    case GRANT_WAITS -> "console/grants";
                    case TRAIL_UNVERIFIED, DELIVERY_BACKLOG -> "console/system";
                });
    }
}
