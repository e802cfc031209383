package org.consentgateway.server.adapter.upstream;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.StaffDirectory;
import org.consentgateway.server.port.WrittenFacts;

/**
 * The people of the EHR. What it answers is believed only where it is seen to be what was asked for, and never where the
 * person wrote it through the gateway: nobody tells it who they are.
 */
public final class Staff implements StaffDirectory {

    private static final String ASKED = "who-asks";
    private static final String FHIR_SPECIAL = "([\\\\,$|])";

    private final Chart chart;
    private final Function<String, Optional<Reference>> resolve;
    private final WrittenFacts written;
    private final Clock clock;
    private final ZoneId zone;

    /** @param resolve what a literal reference names */
    public Staff(
            Chart chart,
            Function<String, Optional<Reference>> resolve,
            WrittenFacts written,
            Clock clock,
            ZoneId zone) {
        this.chart = chart;
        this.resolve = resolve;
        this.written = written;
        this.clock = clock;
        this.zone = zone;
    }

    @Override
    public Set<Reference> identified(String type, String system, String value) throws Unknown {
        String token = system + "|" + value.replaceAll(FHIR_SPECIAL, "\\\\$1");
        try {
            return chart
                    .matching(type + "?identifier=" + encode(token), one -> bears(one, type, system, value), ASKED)
                    .orElse(List.of())
                    .stream()
                    .filter(Staff::isInUse)
                    .flatMap(one -> Chart.self(one).stream())
                    .filter(self -> wroteNone(self, Set.of(self)))
                    .collect(Collectors.toSet());
        } catch (Broken e) {
            throw new Unknown(e);
        }
    }

    private static boolean bears(Json.Obj resource, String type, String system, String value) {
        return resource.text("resourceType").equals(Optional.of(type))
                && resource.objects("identifier").stream()
                        .filter(one -> !one.text("use").equals(Optional.of("old")))
                        .anyMatch(one -> one.text("system").equals(Optional.of(system))
                                && one.text("value").equals(Optional.of(value)));
    }

    private static boolean isInUse(Json.Obj resource) {
        return !resource.get("active").equals(Optional.of(new Json.Bool(false)));
    }

    @Override
    public Set<Reference> organizationsOf(Reference person) throws Unknown {
        try {
            List<Json.Obj> roles = person.type().equals("PractitionerRole")
                    ? chart.get(person.toString(), ASKED).stream().toList()
                    : chart.matching(
                                    "PractitionerRole?practitioner=" + encode(person.toString()),
                                    role -> reference(role, "practitioner").equals(Optional.of(person)),
                                    ASKED)
                            .orElse(List.of());
            Set<Reference> organizations = new HashSet<>();
            for (Json.Obj role : roles) {
                Set<Reference> self = Chart.self(role).map(Set::of).orElse(Set.of());
                if (!isInUse(role) || !isCurrent(role) || !wroteNone(person, self)) continue;
                if (role.object("organization").isEmpty()) continue;
                Optional<Reference> organization = reference(role, "organization");
                // one that cannot be told might be another than the rest
                if (organization.isEmpty()) return Set.of();
                organizations.add(organization.get());
            }
            return organizations;
        } catch (Broken e) {
            throw new Unknown(e);
        }
    }

    private boolean isCurrent(Json.Obj role) {
        Optional<Json.Obj> period = role.object("period");
        String today = LocalDate.ofInstant(clock.instant(), zone).toString();
        boolean begun = period.flatMap(of -> of.text("start"))
                .map(start -> start.compareTo(today + "T99") <= 0)
                .orElse(true);
        boolean ended = period.flatMap(of -> of.text("end"))
                .map(end -> end.compareTo(today.substring(0, Math.min(today.length(), end.length()))) < 0)
                .orElse(false);
        return begun && !ended;
    }

    private boolean wroteNone(Reference person, Set<Reference> resources) {
        return written.of(Caller.named(person, Optional.empty(), Set.of()), resources).values().stream()
                .allMatch(Set::isEmpty);
    }

    private Optional<Reference> reference(Json.Obj from, String element) {
        return from.object(element).flatMap(inner -> inner.text("reference")).flatMap(resolve);
    }

    private static String encode(String value) {
        return java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
