package org.consentgateway.server.operations;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.port.WorklistItems;

/** {@code GET $worklist}: what somebody has to look at, for the privacy officer. */
public final class WorklistOperation {

    private static final int AT_MOST = 500;

    private final WorklistItems worklist;

    public WorklistOperation(WorklistItems worklist) {
        this.worklist = worklist;
    }

    /** Parameters {@code item} with {@code kind, for, about, reason, firstSeen, lastSeen, count}, the latest first. */
    public OperationAnswer list(Caller caller) {
        if (!caller.has(Role.PRIVACY_OFFICER))
            return OperationAnswer.refused(403, "forbidden", "this operation is for privacy officers");
        try {
            List<Json.Obj> items = new ArrayList<>();
            for (WorklistItems.Item item : worklist.items(EnumSet.allOf(Worklist.Addressee.class), AT_MOST))
                items.add(parameter(item));
            return new OperationAnswer.Fhir(200, Fields.parameters(items));
        } catch (StoreUnavailable e) {
            return OperationAnswer.unavailable();
        }
    }

    private static Json.Obj parameter(WorklistItems.Item item) {
        Worklist.Finding finding = item.finding();
        boolean operator = finding.kind().addressee() == Worklist.Addressee.OPERATOR;
        return Fields.parts(
                "item",
                List.of(
                        Fields.parameter("kind", "Code", finding.kind().code()),
                        Fields.parameter("for", "Code", operator ? "operator" : "privacy-officer"),
                        Fields.parameter("about", "String", finding.about()),
                        Fields.parameter("reason", "Code", finding.reason()),
                        Fields.parameter(
                                "firstSeen", "DateTime", item.firstSeen().toString()),
                        Fields.parameter("lastSeen", "DateTime", item.lastSeen().toString()),
                        Fields.number("count", (int) Math.min(item.count(), Integer.MAX_VALUE))));
    }
}
