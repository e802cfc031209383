package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.WrittenFactStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a resource ever said of itself. */
class StrictestPastTest {

    private static final Reference NOTED = new Reference("DocumentReference", "N1");
    private static final StickyFacts KIND = new StickyFacts(
            Set.of(new Coding(Coding.LOINC, "34865-6")), Set.of(), Set.of(), Set.of(), Set.of(), Optional.empty());

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void what_made_a_note_once_is_remembered_of_it_but_not_of_what_stands_within_another_or_elsewhere()
            throws Exception {
        try (Database database = Database.embedded(folder)) {
            // Given
            Site site = remembering(new WrittenFactStore(database, Clock.systemUTC()));
            FactsWrittenByCaller own = new FactsWrittenByCaller(site.written(), Optional.empty());
            Facts note = site.facts(json(NOTE));
            site.written().keep(Map.of(NOTED, KIND));

            // When
            StrictestPast past = new StrictestPast(site, Optional.empty(), true, own);
            past.learn(List.of(note));

            // Then
            assertThat(past.of(note).earlier()).containsExactly(KIND);
            assertThat(new StrictestPast(site, Optional.empty(), false, own).of(note))
                    .isEqualTo(StrictestSeen.NOTHING);
            own.within(note, new Reference("Bundle", "b1"));
            assertThat(past.of(note)).isEqualTo(StrictestSeen.NOTHING);
        }
    }

    private static Site remembering(WrittenFactStore written) {
        Site site = new MemoryHospital().site;
        GatewayMemory memory = site.memory();
        return new Site(
                site.pack(),
                site.upstream(),
                site.permissions(),
                new GatewayMemory(
                        memory.reviews(),
                        memory.worklist(),
                        written,
                        memory.deletions(),
                        memory.shown(),
                        memory.labelled(),
                        memory.referrers()),
                site.recording(),
                site.attachments(),
                site.settings(),
                site.clock());
    }
}
