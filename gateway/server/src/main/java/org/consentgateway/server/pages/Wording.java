package org.consentgateway.server.pages;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.server.operations.ReasonTexts;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.WithheldRow;

/** How codes and times are said to the staff. */
public final class Wording {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.US);

    private final ReasonTexts reasons = ReasonTexts.read();
    private final ZoneId zone;

    Wording(ZoneId zone) {
        this.zone = zone;
    }

    /** In the time zone of the site. */
    public String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    /** The same of a text of FHIR; the text where it is no instant. */
    public String time(String at) {
        try {
            return time(Instant.parse(at));
        } catch (java.time.DateTimeException e) {
            return at;
        }
    }

    /** A reason of the closed list in words. */
    public String reason(String code) {
        return code.isEmpty() ? "" : reasons.of(code);
    }

    /** The law behind it. */
    public String citation(String code) {
        return Reason.of(code).map(Reason::citation).orElse("");
    }

    /** On what ground something was kept back. */
    public String ground(WithheldRow.Ground ground) {
        return switch (ground) {
            case SUSPECTED -> "Suspected notes that wait for review";
            case STRIPPED -> "Parts taken out of ordinary data";
            case PATIENT_REQUEST -> "Ordinary data that its patient asked to be kept";
            case NO_ACCESS -> "Ordinary data without a right of access";
            case PRECONDITION -> "Ordinary data for which a condition of the law is not met";
            case OUTSIDE_EHI -> "Confirmed psychotherapy notes, which are outside EHI";
        };
    }

    /** What came of a request. */
    public String outcome(DecisionIndex.Row row) {
        return outcome(row.answer().outcome());
    }

    /** What came of a request. */
    public String outcome(String code) {
        return switch (code) {
            case "released" -> "shown";
            case "stripped" -> "shown in part";
            case "withheld" -> "kept back";
            case "refused" -> "refused";
            default -> "answered by the gateway";
        };
    }
}
