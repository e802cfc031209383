package org.consentgateway.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.operations.RefusalReport;
import org.consentgateway.server.port.DisclosureIndex;
import org.consentgateway.server.port.WithheldRow;
import org.consentgateway.server.tools.MonthlyRefusals;
import org.consentgateway.server.tools.RecountedRefusals;
import org.consentgateway.server.tools.TrailIndex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A month of requests: what pages and reports say of it is what was asked and answered, counted by whoever asked. */
class ScriptedMonthTest {

    private static final Duration MONTH = Duration.ofDays(28);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Counted from the answers alone. */
    private final Map<String, Integer> released = new TreeMap<>(); // resource, with its recipient

    private final Set<String> seen = new TreeSet<>(); // day, who, of what: as the patient is told
    private int ofPatient;
    private int keptBack;
    private int underGrant;
    private int underGrantLately;
    private int authorized;

    @Test
    void every_report_of_300_requests_equals_what_was_counted_beside() throws Exception {
        month(Integer.getInteger("month.requests", 300));
    }

    @Test
    @Tag("long")
    void every_report_of_10_000_requests_equals_what_was_counted_beside() throws Exception {
        month(10_000);
    }

    private void month(int requests) throws Exception {
        long seed = Long.getLong("month.seed", 13);
        System.out.println("a month of " + requests + " requests, seed " + seed);
        Moved clock = new Moved(Instant.now().minus(MONTH));
        Path data;
        try (Office office = new Office(Map.of(), clock)) {
            data = office.world.data();
            Chart.all().forEach(office.world.ehr::put);
            office.world.ehr.put(Chart.authorization("A1"));
            grant(office, clock);
            Random random = new Random(seed);
            for (int i = 0; i < requests; i++) {
                clock.now = clock.now.plus(MONTH.dividedBy(requests));
                boolean lately = i >= requests / 2;
                one(office, random.nextInt(7), LocalDate.ofInstant(clock.now, ZoneOffset.UTC), lately);
                if (i == requests / 2 - 1) clock.half = clock.now.plusMillis(1);
                if (i % 50 == 49) office.world.ehr.reset();
            }
            clock.now = Instant.now();
            pages(office, clock);
            index(office, data);
        }
    }

    private static void grant(Office office, Moved clock) throws Exception {
        String grant = ("{'resourceType':'Parameters','parameter':[{'name':'basis','valueCode':'hhs-secretary'},"
                        + "{'name':'recipient','valueReference':{'reference':'Practitioner/board-1'}},"
                        + "{'name':'reference','part':[{'name':'number','valueString':'OCR-1'},"
                        + "{'name':'issuer','valueString':'OCR'}]},"
                        + "{'name':'evidence','part':[{'name':'sha256','valueString':'" + "ab".repeat(32) + "'}]},"
                        + "{'name':'end','valueDateTime':'" + clock.now.plus(Duration.ofDays(29)) + "'}]}")
                .replace('\'', '"');
        assertThat(office.world
                        .ask(
                                "POST",
                                "/fhir/Patient/P1/$legal-basis",
                                office.world.tokens.person("po-1", "privacy-officer"),
                                Map.of("Content-Type", "application/fhir+json"),
                                grant)
                        .status())
                .isEqualTo(201);
    }

    private void one(Office office, int kind, LocalDate day, boolean lately) throws Exception {
        var tokens = office.world.tokens;
        switch (kind) {
            case 0 -> {
                assertThat(read(office, "DocumentReference/N1", tokens.clinician(), "Practitioner/dr-c", day))
                        .isFalse();
                keptBack++;
            }
            case 1 -> told(read(office, "DocumentReference/SUM1", tokens.clinician(), "Practitioner/dr-c", day));
            case 2 -> told(read(office, "DocumentReference/N1", tokens.author(), "Practitioner/dr-o", day));
            case 3 -> {
                told(read(office, "DocumentReference/N1", tokens.authorised(), "Practitioner/dr-x", day));
                seen.add(day + " Practitioner/dr-x You said yes.");
                authorized++;
            }
            case 4 -> {
                String board = tokens.with(claims -> claims.put("fhirUser", "Practitioner/board-1")
                        .put("organization", "Organization/ocr")
                        .put("purpose_of_use", "GOV"));
                told(read(office, "DocumentReference/N1", board, "Practitioner/board-1", day));
                seen.add(day + " Practitioner/board-1 A law opens it.");
                underGrant++;
                if (lately) underGrantLately++;
            }
            case 5 -> told(read(office, "Patient/P1", tokens.patient("P1"), "Patient/P1", day));
            default -> search(office, day);
        }
    }

    private static void told(boolean answered) {
        assertThat(answered).isTrue();
    }

    private boolean read(Office office, String resource, String token, String who, LocalDate day) throws Exception {
        boolean answered = office.world.get("/fhir/" + resource, token).status() == 200;
        if (answered) released(resource, who, day);
        return answered;
    }

    /** The clinician sees the documents of the patient, all but the note. */
    private void search(Office office, LocalDate day) throws Exception {
        Reply reply = office.world.get("/fhir/DocumentReference?patient=P1", office.world.tokens.clinician());
        int entries = 0;
        for (JsonNode entry : JSON.readTree(reply.text()).path("entry")) {
            entries++;
            JsonNode resource = entry.path("resource");
            released(
                    resource.path("resourceType").asText() + "/"
                            + resource.path("id").asText(),
                    "Practitioner/dr-c",
                    day);
        }
        long documents = Chart.all().stream()
                .filter(one -> one.path("resourceType").asText().equals("DocumentReference"))
                .filter(one -> one.at("/subject/reference").asText().equals("Patient/P1"))
                .count();
        assertThat(entries).isPositive();
        keptBack += (int) documents - entries;
    }

    private void released(String resource, String who, LocalDate day) {
        released.merge(resource + " to " + who, 1, Integer::sum);
        ofPatient++;
        if (!resource.endsWith("/N1") && !who.startsWith("Patient/")) seen.add(day + " " + who);
    }

    private void pages(Office office, Moved clock) throws Exception {
        Browser officer = office.signedIn("officer", "console");
        String half = clock.half.toString();
        assertThat(entries(office, "")).isEqualTo(underGrant);
        assertThat(entries(office, "?start=" + half)).isEqualTo(underGrantLately);
        assertThat(lines(officer.get("/console/accounting.csv?patient=P1").body()))
                .isEqualTo(underGrant);

        assertThat(officer.get("/console/breach?by=patient&value=P1").body())
                .contains("<dd>" + ofPatient + " disclosures</dd>");
        int summaries = sum("DocumentReference/SUM1 ");
        assertThat(lines(officer.get("/console/breach.csv?by=relabelled&value=DocumentReference/SUM1")
                        .body()))
                .isEqualTo(summaries);
        String withoutConsent =
                officer.get("/console/breach.csv?by=consent&value=Consent/A1").body();
        assertThat(lines(withoutConsent)).isEqualTo(authorized);
        assertThat(withoutConsent.lines().skip(1)).allMatch(line -> line.contains("not permitted by the law"));

        String page = office.signedIn("patient", "my").get("/my/seen").body();
        Set<String> told = new TreeSet<>();
        Matcher row = Pattern.compile("<tr><td>([^<]*)</td><td>([^<]*)</td>(?:<td>([^<]*)</td>)?</tr>")
                .matcher(page);
        while (row.find())
            told.add(row.group(1) + " " + row.group(2) + (row.group(3) == null ? "" : " " + row.group(3)));
        assertThat(told).isEqualTo(seen);
    }

    private int sum(String resource) {
        return released.entrySet().stream()
                .filter(one -> one.getKey().startsWith(resource))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private static int entries(Office office, String query) throws Exception {
        Reply reply = office.world.get(
                "/fhir/Patient/P1/$accounting-of-disclosures" + query,
                office.world.tokens.person("po-1", "privacy-officer"));
        return JSON.readTree(reply.text()).path("entry").size();
    }

    private static int lines(String csv) {
        return (int) csv.lines().count() - 1;
    }

    /** The gateway lets go of its disks; then both reports and the index are held against the trail. */
    private void index(Office office, Path data) throws Exception {
        office.world.gateway.close();
        TrailWalk trail = new TrailWalk(data);
        try (Database database = Database.embedded(data)) {
            TrailIndexStore store = new TrailIndexStore(database);
            TrailIndex index = new TrailIndex(trail, store);
            assertThat(run(index, TrailIndex.Task.UPDATE)).contains("equals the trail");
            long outside = 0;
            Set<YearMonth> months = new HashSet<>();
            for (LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(29);
                    !day.isAfter(LocalDate.now(ZoneOffset.UTC));
                    day = day.plusDays(1)) months.add(YearMonth.from(day));
            for (YearMonth month : months) {
                RefusalReport report = new MonthlyRefusals(trail, store).of(month.toString());
                assertThat(report).isEqualTo(RecountedRefusals.of(trail, month.toString()));
                outside += report.rows().stream()
                        .filter(one -> one.ground() == WithheldRow.Ground.OUTSIDE_EHI)
                        .mapToLong(WithheldRow::amount)
                        .sum();
            }
            assertThat(outside).isEqualTo(keptBack);
            var before = store.requests(trail.name());
            var disclosed = disclosed(store, trail.name());
            assertThat(before).isNotEmpty();
            assertThat(run(index, TrailIndex.Task.REBUILD)).contains("equals the trail");
            assertThat(store.requests(trail.name())).isEqualTo(before);
            assertThat(disclosed(store, trail.name())).isEqualTo(disclosed);
        }
    }

    private static List<?> disclosed(TrailIndexStore store, String trail) {
        return Stream.of(DisclosureIndex.Column.ANY)
                .flatMap(any -> store.disclosed(trail, any, "", 0, Long.MAX_VALUE).stream())
                .toList();
    }

    private static String run(TrailIndex index, TrailIndex.Task task) {
        var out = new ByteArrayOutputStream();
        index.run(task, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A clock that the script moves. */
    private static final class Moved extends Clock {

        private volatile Instant now;
        private volatile Instant half = Instant.EPOCH;

        Moved(Instant now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
