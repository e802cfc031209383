package org.consentgateway.server.authorize;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.Representatives;

/**
 * In whose place a RelatedPerson stands, as the EHR says it now and the pack allows for the patient's age. What cannot be
 * read stands in nobody's place.
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.502">45 CFR 164.502(g)</a>
 */
public final class PatientRepresentatives implements Representatives {

    private final Site site;

    public PatientRepresentatives(Site site) {
        this.site = site;
    }

    @Override
    public Optional<Reference> patientOf(Reference person) {
        if (!person.type().equals("RelatedPerson")) return Optional.empty();
        LocalDate today =
                LocalDate.ofInstant(site.clock().instant(), site.pack().zone());
        Optional<Json.Obj> record = read(person).filter(known -> inForce(known, today));
        Optional<Reference> patient = record.flatMap(known -> known.object("patient"))
                .flatMap(named -> named.text("reference"))
                .flatMap(site::reference)
                .filter(named -> named.type().equals("Patient"));
        if (record.isEmpty() || patient.isEmpty()) return Optional.empty();
        List<Coding> relationships = relationships(record.get());
        return patient.filter(named -> born(named)
                .filter(day -> site.pack()
                        .representatives()
                        .admits(
                                relationships,
                                day,
                                today,
                                site.pack().authorization().majority().years()))
                .isPresent());
    }

    private Optional<Json.Obj> read(Reference resource) {
        try {
            return site.chart().get(resource.toString(), "representative");
        } catch (Broken e) {
            return Optional.empty();
        }
    }

    private Optional<LocalDate> born(Reference patient) {
        try {
            return read(patient).flatMap(known -> known.text("birthDate")).map(LocalDate::parse);
        } catch (DateTimeException e) {
            return Optional.empty(); // a year alone tells no age
        }
    }

    private static boolean inForce(Json.Obj person, LocalDate today) {
        boolean inactive = person.get("active").equals(Optional.of(new Json.Bool(false)));
        Optional<Json.Obj> period = person.object("period");
        boolean ahead = period.flatMap(known -> known.text("start"))
                .filter(start -> cut(start).compareTo(today.toString()) > 0)
                .isPresent();
        boolean over = period.flatMap(known -> known.text("end"))
                .filter(end -> cut(end).compareTo(today.toString()) < 0)
                .isPresent();
        return !inactive && !ahead && !over;
    }

    private static String cut(String time) {
        return time.substring(0, Math.min(10, time.length()));
    }

    private static List<Coding> relationships(Json.Obj person) {
        return person.objects("relationship").stream()
                .flatMap(concept -> concept.objects("coding").stream())
                .flatMap(PatientRepresentatives::coding)
                .toList();
    }

    private static Stream<Coding> coding(Json.Obj coding) {
        return coding.text("system").stream()
                .flatMap(system -> coding.text("code").stream().map(code -> new Coding(system, code)));
    }
}
