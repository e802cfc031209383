package org.consentgateway.core.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;

/**
 * What one {@code _include} or {@code _revinclude} of a search brings: by which elements of which type.
 *
 * @param reverse  whether what points at the shown is brought, and not what the shown points at
 * @param iterates whether it goes on from what was brought, and not from matches alone
 * @param source   the type that points
 * @param paths    its elements that do, dotted; {@code x[x]} is any type of a choice
 * @param target   the one type that may be pointed at, where the parameter says so
 * @see <a href="http://hl7.org/fhir/R4/search.html#include">FHIR R4 including other resources</a>
 */
public record Include(boolean reverse, boolean iterates, String source, Set<String> paths, Optional<String> target) {

    public Include {
        paths = Set.copyOf(paths);
    }

    /**
     * Those of a search; what is not understood brings nothing.
     *
     * @param fhir whose search parameters there are
     */
    public static List<Include> of(FhirVersion fhir, List<Parameter> search) {
        List<Include> includes = new ArrayList<>();
        for (Parameter parameter : search) {
            String name = parameter.name();
            boolean reverse = name.startsWith("_revinclude");
            if (!reverse && !name.startsWith("_include")) continue;
            String[] part = parameter.value().split(":", -1);
            if (part.length < 2) continue;
            Optional<String> target = part.length > 2 ? Optional.of(part[2]) : Optional.empty();
            boolean iterates = name.endsWith(":iterate");
            fhir.searchParameters()
                    .find(part[0], part[1])
                    .ifPresent(by -> includes.add(new Include(reverse, iterates, part[0], by.paths(), target)));
        }
        return includes;
    }

    /** The literals by which the resource points: references and canonicals. None where it is of another type. */
    public Stream<String> literals(Json.Obj resource) {
        if (!resource.text("resourceType").equals(Optional.of(source))) return Stream.empty();
        return paths.stream().flatMap(path -> MatchCondition.at(resource, path)).flatMap(Include::literal);
    }

    private static Stream<String> literal(Json value) {
        if (value instanceof Json.Text text) return Stream.of(text.value());
        return value instanceof Json.Obj object ? object.text("reference").stream() : Stream.empty();
    }

    /** Whether a resource of that type may be what is pointed at. */
    public boolean allows(String type) {
        return target.isEmpty() || target.get().equals(type);
    }
}
