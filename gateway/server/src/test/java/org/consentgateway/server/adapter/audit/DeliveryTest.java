package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.operations.AuditEvents;
import org.consentgateway.server.port.AuditSink;
import org.consentgateway.server.port.Recorded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTest {

    private static final Function<Recorded, Map<String, Json.Obj>> EVENTS = new AuditEvents("Organization/org-a")::of;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void every_record_arrives_as_one_event_for_each_patient_and_the_same_again() throws Exception {
        // Given
        Map<String, Json.Obj> arrived = new ConcurrentHashMap<>();
        try (WriteAheadTrail trail = open()) {
            answer(trail, "r-1", Set.of(patient("p1"), patient("p2")), Reason.CORONER);
            // When
            try (Delivery delivery = new Delivery(folder, EVENTS, storing(arrived))) {
                assertThat(delivery.deliverWhatIsThere()).isTrue();
            }
            // Then: a decision and a disclosure for each of two patients
            assertThat(arrived).hasSize(4);
            assertThat(arrived.values().stream().map(JsonWriter::text))
                    .allMatch(text -> text.contains("coroner") && text.contains("Practitioner/x"))
                    .filteredOn(text -> text.contains("PrivacyDisclosure.Source"))
                    .hasSize(2)
                    .allMatch(text -> text.contains("DocumentReference/n1"));
            // When the cursor is lost
            Set<String> before = Set.copyOf(arrived.keySet());
            try (Delivery again = new Delivery(folder, EVENTS, storing(arrived))) {
                again.deliverWhatIsThere();
            }
            // Then the ids are the same
            assertThat(arrived.keySet()).isEqualTo(before);
        }
    }

    @Test
    void a_sink_that_is_down_loses_nothing_and_a_restart_goes_on_where_it_was() throws Exception {
        // Given a sink that stores one event and is then down
        Map<String, Json.Obj> arrived = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger(1);
        AuditSink flaky = (id, event) -> {
            if (left.getAndDecrement() <= 0) return AuditSink.Delivered.LATER;
            arrived.put(id, event);
            return AuditSink.Delivered.STORED;
        };
        try (WriteAheadTrail trail = open()) {
            for (int i = 0; i < 20; i++) answer(trail, "r-" + i, Set.of(patient("p1")), Reason.CORONER);
            try (Delivery delivery = new Delivery(folder, EVENTS, flaky)) {
                assertThat(delivery.deliverWhatIsThere()).isFalse();
                assertThat(arrived).hasSize(1);
            }
            // When it is up again
            left.set(Integer.MAX_VALUE);
            try (Delivery delivery = new Delivery(folder, EVENTS, flaky)) {
                delivery.start();
                // Then
                await().atMost(Duration.ofSeconds(20)).until(() -> arrived.size() == 40);
                answer(trail, "r-new", Set.of(patient("p1")), Reason.CORONER);
                await().atMost(Duration.ofSeconds(20)).until(() -> arrived.size() == 42);
            }
        }
        AtomicInteger repeated = new AtomicInteger();
        try (Delivery delivery = new Delivery(folder, EVENTS, (id, event) -> {
            repeated.incrementAndGet();
            return AuditSink.Delivered.STORED;
        })) {
            assertThat(delivery.deliverWhatIsThere()).isTrue();
        }
        assertThat(repeated).hasValue(0);
    }

    @Test
    void a_rejected_event_is_put_aside_and_the_next_ones_go_on() throws Exception {
        // Given
        AtomicInteger seen = new AtomicInteger();
        try (WriteAheadTrail trail = open()) {
            answer(trail, "r-1", Set.of(patient("p1")), Reason.CORONER);
            // When
            try (Delivery delivery = new Delivery(
                    folder,
                    EVENTS,
                    (id, event) ->
                            seen.getAndIncrement() == 0 ? AuditSink.Delivered.REJECTED : AuditSink.Delivered.STORED)) {
                assertThat(delivery.deliverWhatIsThere()).isTrue();
                assertThat(delivery.rejected()).isEqualTo(1);
            }
        }
        // Then
        try (Stream<Path> files = Files.list(folder.resolve("audit/rejected"))) {
            assertThat(files).hasSize(1);
        }
    }

    private WriteAheadTrail open() throws IOException {
        return WriteAheadTrail.open(
                new WriteAheadTrail.Layout(folder, folder.resolve("keys"), 4_000), Disk.real(), Clock.systemUTC());
    }

    private static AuditSink storing(Map<String, Json.Obj> arrived) {
        return (id, event) -> {
            arrived.put(id, event);
            return AuditSink.Delivered.STORED;
        };
    }

    private static Reference patient(String id) {
        return new Reference("Patient", id);
    }

    private static void answer(WriteAheadTrail trail, String id, Set<Reference> patients, Reason reason)
            throws Exception {
        var records = new Records(trail.keys()::hide, "us-test", "1");
        var caller = new Caller(
                "sub",
                "app",
                Reference.parse("Practitioner/x"),
                Optional.empty(),
                Caller.PurposeOfUse.of(Set.of(new Coding(Coding.ACT_REASON, "HLEGAL"))),
                Caller.Permissions.NONE);
        var asked = new Records.Asked("read", "DocumentReference/n1", Map.of());
        var note = new Classification(Classification.Note.CONFIRMED, "label", false);
        var judged = List.of(new Records.Judged(
                "DocumentReference/n1", patients, new Decision.Release(note, List.of(Decision.Ground.of(reason)))));
        trail.commit(List.of(
                records.decision(id, caller, asked, patients, judged),
                records.disclosed(id, caller, asked, 0, judged)));
    }
}
