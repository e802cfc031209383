package org.consentgateway.core.request;

import java.util.Optional;

/**
 * A literal reference to one resource of the EHR, {@code Type/id}, without version.
 *
 * @param type resource type, e.g. {@code Practitioner}
 * @param id   logical id, {@code [A-Za-z0-9\-.]{1,256}}
 * @see <a href="http://hl7.org/fhir/R4/references.html#literal">FHIR R4 literal references</a>
 */
public record Reference(String type, String id) implements Comparable<Reference> {

    private static final int LONGEST_TYPE = 64;

    /** R4 has 64; EHRs write longer ones. */
    private static final int LONGEST = 256;

    public Reference {
        if (!isType(type)) throw new IllegalArgumentException("not a resource type");
        if (!isId(id)) throw new IllegalArgumentException("not a logical id");
    }

    /** The reference to the resource of that type and id; empty where no reference can name it. */
    public static Optional<Reference> of(String type, String id) {
        return isType(type) && isId(id) ? Optional.of(new Reference(type, id)) : Optional.empty();
    }

    /**
     * Reads {@code Type/id} or {@code Type/id/_history/version}. Anything else, an absolute URL included, is empty: who
     * knows the bases that are our own strips them first.
     */
    public static Optional<Reference> parse(String relative) {
        int slash = relative.indexOf('/');
        if (slash < 0) return Optional.empty();
        int history = relative.indexOf("/_history/", slash + 1);
        if (history >= 0 && !isId(relative.substring(history + "/_history/".length()))) return Optional.empty();
        String type = relative.substring(0, slash);
        String id = relative.substring(slash + 1, history < 0 ? relative.length() : history);
        return isType(type) && isId(id) ? Optional.of(new Reference(type, id)) : Optional.empty();
    }

    /** {@code [A-Z][A-Za-z]{1,63}}; read by hand because every reference of every resource passes here. */
    private static boolean isType(String text) {
        if (text.length() < 2 || text.length() > LONGEST_TYPE || text.charAt(0) < 'A' || text.charAt(0) > 'Z')
            return false;
        for (int i = 1; i < text.length(); i++) if (!isLetter(text.charAt(i))) return false;
        return true;
    }

    /** {@code [A-Za-z0-9\\-.]{1,256}}. */
    private static boolean isId(String text) {
        if (text.isEmpty() || text.length() > LONGEST) return false;
        for (int i = 0; i < text.length(); i++) if (!isIdCharacter(text.charAt(i))) return false;
        return true;
    }

    /** Whether an id may hold it. */
    public static boolean isIdCharacter(char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
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
