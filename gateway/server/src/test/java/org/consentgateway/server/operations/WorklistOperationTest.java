package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.port.WorklistItems;
import org.junit.jupiter.api.Test;

class WorklistOperationTest {

    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final WorklistItems ITEMS = (whose, atMost) -> List.of(new WorklistItems.Item(
            new Worklist.Finding(Worklist.Kind.UNREADABLE_ENTRY, "Binary/b1", "entry"), DAY, DAY, 2));

    @Test
    void a_privacy_officer_alone_reads_the_worklist() {
        // Given
        var operation = new WorklistOperation(ITEMS);
        // When
        OperationAnswer answer = operation.list(People.OFFICER);
        // Then
        String listed = answer.match(fhir -> JsonWriter.text(fhir.resource()), document -> "");
        assertThat(listed)
                .isEqualTo("{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"item\",\"part\":["
                        + "{\"name\":\"kind\",\"valueCode\":\"unreadable-entry\"},"
                        + "{\"name\":\"for\",\"valueCode\":\"operator\"},"
                        + "{\"name\":\"about\",\"valueString\":\"Binary/b1\"},"
                        + "{\"name\":\"reason\",\"valueCode\":\"entry\"},"
                        + "{\"name\":\"firstSeen\",\"valueDateTime\":\"2026-01-01T00:00:00Z\"},"
                        + "{\"name\":\"lastSeen\",\"valueDateTime\":\"2026-01-01T00:00:00Z\"},"
                        + "{\"name\":\"count\",\"valueInteger\":2}]}]}");
        assertThat(operation
                        .list(People.caller("Practitioner/l", "sub-l", Set.of(Role.LABELLER)))
                        .status())
                .isEqualTo(403);
        assertThat(new WorklistOperation((whose, atMost) -> {
                            throw new StoreUnavailable("down", new IllegalStateException());
                        })
                        .list(People.OFFICER)
                        .status())
                .isEqualTo(503);
    }
}
