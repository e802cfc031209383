package org.consentgateway.core.request;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A literal reference to one resource of the EHR, {@code Type/id}, without version.
 *
 * @param type resource type, e.g. {@code Practitioner}
 * @param id   logical id, {@code [A-Za-z0-9\-.]{1,64}}
 * @see <a href="http://hl7.org/fhir/R4/references.html#literal">FHIR R4 literal references</a>
 */
public record Reference(String type, String id) implements Comparable<Reference> {

    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

    public Reference {
        if (!TYPE.matcher(type).matches()) throw new IllegalArgumentException("not a resource type");
        if (!ID.matcher(id).matches()) throw new IllegalArgumentException("not a logical id");
    }

    /**
     * Reads {@code Type/id} or {@code Type/id/_history/version}. Anything else, an absolute URL included, is empty: who
     * knows the bases that are our own strips them first.
     */
    public static Optional<Reference> parse(String relative) {
        String[] parts = relative.split("/", -1);
        boolean versioned = parts.length == 4
                && parts[2].equals("_history")
                && ID.matcher(parts[3]).matches();
        if (parts.length != 2 && !versioned) return Optional.empty();
        if (!TYPE.matcher(parts[0]).matches() || !ID.matcher(parts[1]).matches()) return Optional.empty();
        return Optional.of(new Reference(parts[0], parts[1]));
    }

    @Override
    public int compareTo(Reference other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return type + "/" + id;
    }
}
