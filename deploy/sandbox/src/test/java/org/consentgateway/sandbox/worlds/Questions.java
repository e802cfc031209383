package org.consentgateway.sandbox.worlds;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Requests without end, the same for the same seed: types, times search parameters, times interactions, times callers.
 * The search parameters are those that the gateway knows, with values that hit notes, values that hit ordinary
 * resources, and values that hit nothing.
 */
final class Questions {

    /** What the seed holds, by what became of it: notes, what is ordinary, what pointed at a note, what never was. */
    private static final List<String> NOTES = List.of(
            "DocumentReference/N1",
            "DocumentReference/N0",
            "DocumentReference/N5",
            "DocumentReference/G1",
            "DocumentReference/MN1",
            "Binary/N1b",
            "Binary/N6b",
            "DiagnosticReport/DR1",
            "Observation/OB1",
            "Communication/CM1",
            "Composition/CO2",
            "List/L2",
            "Provenance/PV1",
            "Provenance/PV2");

    private static final List<String> POINTERS = List.of(
            "Composition/CO1",
            "List/L1",
            "Provenance/PV3",
            "Task/T1",
            "Communication/CM2",
            "Procedure/PR1",
            "Observation/O2");
    private static final List<String> ORDINARY = List.of(
            "Patient/P1",
            "Patient/P4",
            "Encounter/E1",
            "Condition/C1",
            "CarePlan/CP1",
            "Observation/O1",
            "DocumentReference/SUM1",
            "DocumentReference/SUM2",
            "DocumentReference/MH2",
            "Binary/SUM2b",
            "Consent/C-AUTH",
            "Consent/C-DENY-MH",
            "Practitioner/dr-o",
            "Organization/org-a");
    private static final List<String> MISSING = List.of(
            "DocumentReference/nothing",
            "Binary/nothing",
            "Observation/nothing",
            "List/nothing",
            "Provenance/nothing",
            "Composition/nothing");
    private static final List<String> SEARCHED = List.of(
            "DocumentReference",
            "DiagnosticReport",
            "Observation",
            "Communication",
            "Composition",
            "List",
            "Provenance",
            "Task",
            "Procedure",
            "Encounter",
            "Condition",
            "CarePlan",
            "Consent",
            "Patient",
            "Binary");
    private static final List<String> SHAPES = List.of(
            "_summary=count",
            "_summary=true",
            "_summary=text",
            "_summary=data",
            "_elements=id,status",
            "_elements=meta",
            "_total=accurate",
            "_total=none",
            "_count=1",
            "_count=2",
            "_count=5&_sort=-_id",
            "_sort=_id",
            "_sort=-_lastUpdated,_id&_count=3",
            "_count=0",
            "_count=-1",
            "_pretty=true",
            "_format=xml",
            "_format=json",
            "_summary=count&_count=3",
            "_elements=id&_summary=true");
    private static final List<String> INCLUDES = List.of(
            "DocumentReference?patient=P1&_include=DocumentReference:author",
            "DocumentReference?patient=P1&_include=DocumentReference:encounter&_include=DocumentReference:patient",
            "DocumentReference?patient=P1&_include=*",
            "DocumentReference?patient=P1&_revinclude=Provenance:target",
            "DocumentReference?_id=SUM1&_revinclude=Provenance:target&_revinclude=List:item",
            "DocumentReference?_id=N1&_revinclude=Provenance:target",
            "DocumentReference?_id=nothing&_revinclude=Provenance:target",
            "Encounter?_id=E1&_revinclude=DocumentReference:encounter",
            "Encounter?_id=E1&_revinclude=Observation:encounter&_revinclude=DiagnosticReport:encounter",
            "Patient?_id=P1&_revinclude=DocumentReference:patient",
            "Patient?_id=P1&_revinclude=Observation:patient&_count=3",
            "Patient?_id=P1&_revinclude=List:patient&_revinclude=Composition:patient",
            "List?_id=L1&_include=List:item",
            "Composition?_id=CO1&_include=Composition:entry",
            "Provenance?_id=PV3&_include=Provenance:target",
            "Provenance?target=DocumentReference/N1&_include=Provenance:target",
            "Procedure?_id=PR1&_include=Procedure:encounter&_include:iterate=Encounter:patient",
            "Task?_id=T1&_include=Task:focus",
            "Practitioner?_id=dr-o&_revinclude=DocumentReference:author",
            "Practitioner?_id=dr-o&_revinclude=DiagnosticReport:performer");
    private static final List<String> ORACLES = List.of(
            "Patient?_has:DocumentReference:patient:author=Practitioner/dr-o",
            "Patient?_has:Observation:patient:code=44261-6",
            "Encounter?_has:DocumentReference:encounter:status=current",
            "DocumentReference?patient.name=a",
            "DocumentReference?encounter.status=finished",
            "Provenance?target:DocumentReference.author=Practitioner/dr-o",
            "List?item:DocumentReference.type=34109-9",
            "DocumentReference?_content=session",
            "DocumentReference?_text=session",
            "DocumentReference?_filter=status%20eq%20current",
            "DocumentReference?_query=named",
            "DocumentReference?_list=L2",
            "Patient?_list=$current-problems",
            "DocumentReference?_security:missing=true",
            "DocumentReference?_security:not=PSYTHPN",
            "DocumentReference?_security=PSYTHPN",
            "DocumentReference?security-label=PSYTHPN",
            "DocumentReference?_tag=x",
            "DocumentReference?description:missing=true&patient=P1",
            "DocumentReference?location:below=Binary",
            "DocumentReference?_lastUpdated=gt2020-01-01",
            "DocumentReference?type:not=34109-9",
            "DocumentReference?identifier=urn:x%7C1",
            "Observation?code-value-quantity=44261-6$gt5",
            "Composition?entry:missing=true",
            "DocumentReference?relatesto:missing=false");
    private static final List<String> BAD = List.of(
            "/DocumentReference/N1?_format=ttl",
            "/DocumentReference/N1/extra/path",
            "/DocumentReference/N1/_history/1/2",
            "/DocumentReference//N1",
            "/DocumentReference/N1/$meta",
            "/DocumentReference/N1/$validate",
            "/Composition/CO2/$document",
            "/Composition/CO1/$document",
            "/Nothing/N1",
            "/Nothing",
            "/DocumentReference?nothing=1",
            "/DocumentReference?patient=P1&patient=",
            "/DocumentReference?date=tomorrow",
            "/DocumentReference?_count=many",
            "/DocumentReference?_sort=nothing",
            "/DocumentReference?_include=Nothing:x",
            "/_history",
            "/DocumentReference/_history",
            "/$export",
            "/Patient/P1/$export",
            "/Patient/P1/$summary",
            "/?_type=DocumentReference",
            "/?_getpages=AAAA",
            "/metadata",
            "/.well-known/smart-configuration",
            "/DocumentReference/N1%00",
            "/DocumentReference/%2e%2e/Binary/N1b",
            "/Observation/$lastn?patient=P1",
            "/Observation/$lastn?patient=P1&category=survey",
            "/DocumentReference/$docref?patient=P1",
            "/Patient/$everything",
            "/Patient/nobody/$everything");

    private final Random random;
    private final List<Question> all = new ArrayList<>();

    Questions(long seed) {
        random = new Random(seed);
    }

    /** As many questions that change nothing, in an order of chance. */
    List<Question> reads(int count) {
        for (Caller caller : Caller.values()) {
            instances(caller);
            searches(caller);
            patients(caller);
            BAD.forEach(path -> all.add(Question.get(caller, path)));
        }
        Collections.shuffle(all, random);
        return List.copyOf(all.subList(0, Math.min(count, all.size())));
    }

    private void instances(Caller caller) {
        for (String reference : concat(NOTES, POINTERS, ORDINARY, MISSING)) {
            String path = "/" + reference;
            all.add(Question.get(caller, path));
            all.add(Question.get(caller, path + "/_history/1"));
            all.add(Question.get(caller, path + "/_history/2"));
            all.add(Question.get(caller, path + "/_history"));
            all.add(Question.get(caller, path + "?_summary=" + pick(List.of("true", "text", "data", "count"))));
            all.add(Question.get(caller, path + "?_elements=" + pick(List.of("id", "status", "subject"))));
            all.add(Question.get(
                    caller, path, pick(List.of("application/fhir+xml", "text/plain", "*/*", "text/html"))));
            all.add(Question.get(caller, path).with("If-None-Match", "W/\"1\""));
            all.add(Question.get(caller, path).with("If-Modified-Since", "Sat, 01 Jan 2050 00:00:00 GMT"));
            all.add(new Question(caller, "HEAD", path, java.util.Map.of(), ""));
            if (reference.startsWith("Binary/")) {
                all.add(Question.get(caller, path, "application/fhir+json"));
                all.add(Question.get(caller, path, "application/octet-stream"));
                all.add(Question.get(caller, path, "text/plain").with("Range", "bytes=0-9"));
            }
        }
    }

    private void searches(Caller caller) {
        for (String[] row : parameters()) {
            String query = row[1] + "=" + value(row[1], row[2]);
            all.add(Question.get(caller, "/" + row[0] + "?" + query));
            all.add(Question.form(caller, row[0], query + "&" + pick(SHAPES)));
            all.add(Question.get(caller, "/" + row[0] + "?" + query + "&" + pick(SHAPES)));
        }
        for (String type : SEARCHED) {
            SHAPES.forEach(shape -> all.add(Question.get(caller, "/" + type + "?" + shape)));
            SHAPES.forEach(shape -> all.add(Question.get(caller, "/" + type + "?patient=Patient/P1&" + shape)));
        }
        for (String path : concat(INCLUDES, ORACLES)) {
            all.add(Question.get(caller, "/" + path));
            all.add(Question.get(caller, "/" + path + "&" + pick(SHAPES)));
            all.add(Question.form(caller, path.replaceAll("\\?.*", ""), path.replaceAll("^[^?]*\\?", "")));
        }
    }

    private void patients(Caller caller) {
        for (String patient : List.of("P1", "P2", "P4", "P5", "M1", "D1", "nobody")) {
            for (String shape :
                    List.of("", "?_count=5", "?_type=DocumentReference", "?start=2020-01-01", "?_count=1")) {
                all.add(Question.get(caller, "/Patient/" + patient + "/$everything" + shape));
            }
            for (String type : List.of("DocumentReference", "Observation", "Composition", "List", "Provenance", "*")) {
                all.add(Question.get(caller, "/Patient/" + patient + "/" + type));
                all.add(Question.get(caller, "/Patient/" + patient + "/" + type + "?" + pick(SHAPES)));
            }
        }
        for (String compartment : List.of("Encounter/E1", "Practitioner/dr-o", "RelatedPerson/par-1")) {
            for (String type : List.of("DocumentReference", "Observation", "DiagnosticReport", "Communication")) {
                all.add(Question.get(caller, "/" + compartment + "/" + type));
            }
        }
        for (int i = 0; i < 6; i++) {
            all.add(Question.write(caller, "POST", "", batch()));
        }
    }

    private String batch() {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            String path = random.nextBoolean()
                    ? pick(concat(NOTES, POINTERS, ORDINARY, MISSING))
                    : pick(concat(INCLUDES, ORACLES));
            entries.append(i == 0 ? "" : ",")
                    .append("{\"request\":{\"method\":\"GET\",\"url\":\"")
                    .append(path)
                    .append("\"}}");
        }
        return "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[" + entries + "]}";
    }

    private String value(String name, String kind) {
        return switch (kind) {
            case "reference" -> pick(concat(NOTES, ORDINARY, MISSING));
            case "date" -> pick(List.of("ge2020-01-01", "lt2050-01-01", "ap2026-01-01", "2026"));
            case "string" -> pick(List.of("a", "Note", "session"));
            case "uri" -> pick(List.of("Binary/N1b", "Binary/N6b", "Binary/SUM2b", "Binary/nothing"));
            case "token" ->
                "_id".equals(name)
                        ? pick(concat(NOTES, POINTERS, ORDINARY, MISSING)).replaceAll("^.*/", "")
                        : pick(List.of("current", "final", "34109-9", "11506-3", "text/plain", "PSYTHPN", "appends"));
            case "number", "quantity" -> pick(List.of("12.1", "gt5"));
            default -> pick(List.of("a$b", "appends$DocumentReference/N1"));
        };
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    @SafeVarargs
    private static List<String> concat(List<String>... lists) {
        List<String> joined = new ArrayList<>();
        for (List<String> list : lists) {
            joined.addAll(list);
        }
        return joined;
    }

    /** Type, name and kind of each search parameter of the types that are searched. */
    private static List<String[]> parameters() {
        List<String[]> rows = new ArrayList<>();
        try (InputStream in =
                Questions.class.getResourceAsStream("/org/consentgateway/core/fhir/search-parameters-r4.txt")) {
            if (in == null) {
                throw new IllegalStateException("the gateway's search parameters are not on the class path");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            lines.lines()
                    .map(line -> line.split(" "))
                    .filter(row -> row.length > 2 && SEARCHED.contains(row[0]))
                    .forEach(rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
