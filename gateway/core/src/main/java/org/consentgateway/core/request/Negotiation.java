package org.consentgateway.core.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Refusal.Why;

/**
 * Which format is answered in and which one the body is in: what is not named here is refused with 406 or 415.
 *
 * @param fhir what the media type parameter {@code fhirVersion} may say
 */
record Negotiation(FhirVersion fhir) {

    private static final Map<Format, List<String>> NAMES = Map.of(
            Format.JSON, List.of("application/fhir+json", "application/json", "text/json", "application/json+fhir"),
            Format.XML, List.of("application/fhir+xml", "application/xml", "text/xml", "application/xml+fhir"),
            Format.CSV, List.of("text/csv"),
            Format.HTML, List.of("text/html"));

    private static final Map<String, Format> SHORT =
            Map.of("json", Format.JSON, "xml", Format.XML, "csv", Format.CSV, "html", Format.HTML);

    private static final Set<String> RAW_TYPES = Set.of(
            "application/octet-stream",
            "application/pdf",
            "application/rtf",
            "application/dicom",
            "application/msword",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "text/csv",
            "text/plain",
            "text/rtf");

    private static List<String> names(Format format) {
        return NAMES.getOrDefault(format, List.of());
    }

    /** The formats in which the interaction can be answered, the default first. */
    private static List<Format> offered(Interaction interaction) {
        return interaction == Interaction.ACCOUNTING_OF_DISCLOSURES
                ? List.of(Format.JSON, Format.XML, Format.CSV, Format.HTML)
                : List.of(Format.JSON, Format.XML);
    }

    /** {@code _format} where it is given, else {@code Accept}, else JSON. */
    OrRefusal<Format> answer(
            Interaction interaction, Optional<String> type, Optional<String> formatParameter, List<String> accept) {
        boolean binary = (interaction == Interaction.READ || interaction == Interaction.VREAD)
                && type.filter("Binary"::equals).isPresent();
        return formatParameter
                .map(given -> named(given, interaction, binary))
                .orElseGet(() -> accepted(accept, interaction, binary))
                .map(OrRefusal::of)
                .orElseGet(() -> OrRefusal.refused(Why.NOT_ACCEPTABLE, "format is not served"));
    }

    private Optional<Format> named(String given, Interaction interaction, boolean binary) {
        // `_format=application/fhir+json` without encoding its plus is what clients send
        String text = given.startsWith("application/") ? given.replaceFirst("^([a-z/]+) ([a-z]+)", "$1+$2") : given;
        Optional<Format> known = Optional.ofNullable(SHORT.get(text));
        if (known.isPresent()) return known.filter(offered(interaction)::contains);
        Optional<MediaType> media = MediaType.parse(text).filter(type -> type.isServed(fhir));
        return media.flatMap(range -> format(range.name(), interaction))
                .or(() -> media.filter(range -> binary && range.name().equals(Format.RAW.mediaType()))
                        .map(range -> Format.RAW));
    }

    private static Optional<Format> format(String name, Interaction interaction) {
        return offered(interaction).stream()
                .filter(format -> names(format).contains(name))
                .findFirst();
    }

    private Optional<Format> accepted(List<String> accept, Interaction interaction, boolean binary) {
        Optional<List<MediaType>> ranges = MediaType.list(accept);
        if (ranges.isEmpty()) return Optional.empty();
        if (ranges.get().isEmpty()) return Optional.of(binary ? Format.RAW : Format.JSON);
        List<Format> offered = new ArrayList<>();
        // FHIR R4 Binary: its own media type, unless FHIR is asked for
        if (binary) offered.add(Format.RAW);
        offered.addAll(offered(interaction));
        Optional<Format> best = Optional.empty();
        double bestRank = 0;
        for (Format format : offered) {
            double rank = rank(format, ranges.get());
            if (rank > bestRank) {
                bestRank = rank;
                best = Optional.of(format);
            }
        }
        return best;
    }

    /** 0: not acceptable; else the greater the better: quality first, then named before wildcard, then the order given. */
    private double rank(Format format, List<MediaType> ranges) {
        double rank = 0;
        int closest = 0;
        for (int i = 0; i < ranges.size(); i++) {
            MediaType range = ranges.get(i);
            int closeness = range.isServed(fhir) ? closeness(format, range.name()) : 0;
            double candidate = range.quality() == 0 ? 0 : range.quality() * 1000 + closeness * 0.1 - i * 0.0001;
            if (closeness > closest || (closeness == closest && closeness > 0 && candidate > rank)) {
                closest = closeness;
                rank = candidate;
            }
        }
        return rank;
    }

    /** 0 where the range does not cover the format, 1 by {@code *}{@code /*}, 2 by {@code type/*}, 3 by name. */
    private static int closeness(Format format, String range) {
        if (format == Format.RAW) {
            if (range.equals("*/*")) return 1;
            boolean fhir =
                    names(Format.JSON).contains(range) || names(Format.XML).contains(range);
            return fhir ? 0 : range.endsWith("/*") ? 2 : 3;
        }
        if (names(format).contains(range)) return 3;
        if (range.equals(format.mediaType().replaceAll("/.*", "/*"))) return 2;
        return range.equals("*/*") ? 1 : 0;
    }

    /** What the body is in, by {@code Content-Type} and the interaction that it belongs to. */
    OrRefusal<BodyFormat> body(
            Method method, Interaction interaction, Optional<String> type, boolean form, Optional<String> contentType) {
        BodyFormat found = contentType
                .flatMap(MediaType::parse)
                .filter(media -> media.isServed(fhir))
                .map(MediaType::name)
                .map(name -> bodyFormat(name, type.filter("Binary"::equals).isPresent()))
                .orElse(BodyFormat.NONE);
        boolean fits =
                switch (interaction) {
                    case SEARCH_TYPE, SEARCH_COMPARTMENT, SEARCH_SYSTEM -> !form || found == BodyFormat.FORM;
                    case CREATE, CONDITIONAL_CREATE, UPDATE, CONDITIONAL_UPDATE ->
                        found == BodyFormat.JSON || found == BodyFormat.XML || found == BodyFormat.RAW;
                    case PATCH, CONDITIONAL_PATCH -> found == BodyFormat.JSON_PATCH;
                    case PATIENT_EVERYTHING, LASTN, TERMINOLOGY, DOCREF, SUMMARY, UNKNOWN_OPERATION ->
                        contentType.isEmpty() || found == BodyFormat.JSON || found == BodyFormat.XML;
                    case BATCH, MATCH, VALIDATE, LEGAL_BASIS_GRANT, LEGAL_BASIS_APPROVE, LEGAL_BASIS_REVOKE ->
                        found == BodyFormat.JSON || found == BodyFormat.XML;
                    default -> true; // no body belongs to it, or the table refuses it whatever it is in
                };
        if (!fits) return OrRefusal.refused(Why.MEDIA_TYPE, "body format is not served");
        boolean carries = !method.safe() && method != Method.DELETE;
        return OrRefusal.of(carries && takesBody(interaction) ? found : BodyFormat.NONE);
    }

    private static boolean takesBody(Interaction interaction) {
        return switch (interaction) {
            case SEARCH_TYPE,
                    SEARCH_COMPARTMENT,
                    SEARCH_SYSTEM,
                    CREATE,
                    CONDITIONAL_CREATE,
                    UPDATE,
                    CONDITIONAL_UPDATE,
                    PATCH,
                    CONDITIONAL_PATCH,
                    BATCH,
                    PATIENT_EVERYTHING,
                    LASTN,
                    TERMINOLOGY,
                    DOCREF,
                    MATCH,
                    SUMMARY,
                    VALIDATE,
                    UNKNOWN_OPERATION,
                    LEGAL_BASIS_GRANT,
                    LEGAL_BASIS_APPROVE,
                    LEGAL_BASIS_REVOKE -> true;
            default -> false;
        };
    }

    private static BodyFormat bodyFormat(String name, boolean binary) {
        if (name.equals("application/x-www-form-urlencoded")) return BodyFormat.FORM;
        if (name.equals("application/json-patch+json")) return BodyFormat.JSON_PATCH;
        if (names(Format.JSON).contains(name)) return BodyFormat.JSON;
        if (names(Format.XML).contains(name)) return BodyFormat.XML;
        boolean raw = RAW_TYPES.contains(name) || name.matches("(image|audio|video)/[a-z0-9.+-]+");
        return binary && raw ? BodyFormat.RAW : BodyFormat.NONE;
    }
}
