package org.consentgateway.core.label;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.core.request.Coding;

/**
 * How a coding may be written otherwise than its code system writes it: another scheme or case, a slash, a version, blanks,
 * a system that is missing or nearly right. What protects is read so, widely; what opens is read to the letter.
 */
public final class CodingVariants {

    private static final List<String> KNOWN = List.of(
            Coding.ACT_CODE,
            Coding.ACT_REASON,
            Coding.CONFIDENTIALITY,
            Coding.OBSERVATION_VALUE,
            Coding.PRIVACY_LAW,
            Coding.LOINC,
            Coding.SNOMED,
            Coding.NUCC);

    /** Hosts whose codes are their own: the same letters there mean something else. */
    private static final Set<String> STANDARD =
            Set.of("terminology.hl7.org", "hl7.org", "loinc.org", "snomed.info", "nucc.org", "unitsofmeasure.org");

    /** Fewer letters than these may be anybody's code. */
    private static final int DISTINCTIVE = 4;

    /** How systems of HL7 version 3 were named before R4. */
    private static final String FORMER = "hl7.org/fhir/v3/";

    private static final Pattern OID = Pattern.compile("(urn:)?(oid:)?[0-2](\\.[0-9]+){3,}");

    private static final BoundedCache<Coding> USUAL = new BoundedCache<>(CodingVariants::asUsual);

    private static final int NEAR = 2; // letters that may be wrong in a system
    private static final int LONGEST = 300;

    private CodingVariants() {}

    /** Letters and digits of a code, in capitals; full-width ones are plain. */
    static String letters(String text) {
        StringBuilder letters = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int i = 0; i < text.length() && letters.length() < LONGEST; i++) {
            char plain = plain(text.charAt(i));
            if (Character.isLetterOrDigit(plain)) letters.append(plain);
        }
        return letters.toString().toUpperCase(Locale.ROOT);
    }

    /** Whether the code is spelled by the whole text or by a part of it between signs, as in {@code system|CODE}. */
    static boolean spells(String text, String code) {
        if (text.length() > LONGEST) return false;
        String due = letters(code);
        if (due.isEmpty()) return false;
        return letters(text).equals(due)
                || Arrays.stream(text.split("[^\\p{L}\\p{N}-]+"))
                        .anyMatch(part -> letters(part).equals(due));
    }

    /** A system without scheme, {@code www}, version, fragment, slash at the end, blanks, capitals; OIDs by their URL. */
    static String system(String system) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < system.length() && plain.length() < LONGEST; i++) {
            char one = plain(system.charAt(i));
            if (one > ' ' && one < 0x7F) plain.append(Character.toLowerCase(one));
        }
        int end = 0;
        while (end < plain.length() && "|#?".indexOf(plain.charAt(end)) < 0) end++;
        while (end > 0 && "/.:".indexOf(plain.charAt(end - 1)) >= 0) end--;
        String name = plain.substring(0, end);
        if (isOid(name))
            name = new Coding("urn:oid:" + name.replaceAll("[a-z:]", ""), "")
                    .system()
                    .toLowerCase(Locale.ROOT);
        int start = scheme(name);
        while (start < name.length() && name.charAt(start) == '/') start++;
        if (name.startsWith("www.", start)) start += "www.".length();
        return name.startsWith(FORMER, start)
                ? "terminology.hl7.org/codesystem/v3-" + name.substring(start + FORMER.length())
                : name.substring(start);
    }

    private static boolean isOid(String name) {
        boolean may = !name.isEmpty() && "uo012".indexOf(name.charAt(0)) >= 0;
        return may && OID.matcher(name).matches();
    }

    /** How long the scheme is, its colon and slashes included; 0 where there is none. RFC 3986 3.1. */
    private static int scheme(String name) {
        int colon = name.indexOf("://");
        if (colon < 1 || name.charAt(0) < 'a' || name.charAt(0) > 'z') return 0;
        for (int i = 1; i < colon; i++) {
            char one = name.charAt(i);
            boolean fits = (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || "+.-".indexOf(one) >= 0;
            if (!fits) return 0;
        }
        return colon + 3;
    }

    /** Whether both name one code of one system, however each is written. */
    public static boolean same(Coding one, Coding other) {
        return one.equals(other)
                || (letters(one.code()).equals(letters(other.code()))
                        && system(one.system()).equals(system(other.system())));
    }

    /** Whether one of these is the coding, however each is written. */
    public static boolean anySame(Set<Coding> some, Coding coding) {
        if (some.contains(coding)) return true;
        for (Coding one : some) {
            if (same(one, coding)) return true;
        }
        return false;
    }

    /** Whether what was found may stand for a coding that is known: the same code; a system that is nearly its own, or none. */
    static boolean perhaps(Coding found, Coding known) {
        if (!spells(found.code(), known.code())) return false;
        String system = system(found.system());
        if (system.isEmpty()) return letters(known.code()).length() >= 2 && !Sensitivity.isCode(found.code());
        return near(system, system(known.system()));
    }

    /** As {@link #perhaps}, or under a system that nobody knows, where the code is long enough to be no other. */
    static boolean perhapsAnywhere(Coding found, Coding known) {
        if (perhaps(found, known)) return true;
        if (letters(known.code()).length() < DISTINCTIVE || !spells(found.code(), known.code())) return false;
        String system = system(found.system());
        int slash = system.indexOf('/');
        return !STANDARD.contains(slash < 0 ? system : system.substring(0, slash));
    }

    /** A coding as its code system would write it, where it can be told which that is; else as it came. */
    public static Coding usual(Coding coding) {
        return USUAL.of(coding);
    }

    private static Coding asUsual(Coding coding) {
        String code = coding.code().strip();
        String capitals = letters(code);
        if (Sensitivity.isCode(capitals)) code = capitals;
        String system = system(coding.system());
        for (String known : KNOWN) {
            if (near(system, system(known))) return new Coding(known, code);
        }
        // under a system that nobody knows, a code that is nobody else's
        boolean protectedCode = !system.isEmpty() && capitals.equals("PSYTHPN");
        return protectedCode
                ? new Coding(Coding.ACT_CODE, capitals)
                : new Coding(coding.system().strip(), code);
    }

    /** The LOINC code that a code is, or ends in; empty where it has not the form of one. */
    static Optional<Coding> loinc(Coding coding) {
        if (coding.code().length() > LONGEST) return Optional.empty();
        if (isLoinc(coding.code())) return Optional.of(new Coding(Coding.LOINC, coding.code()));
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < coding.code().length(); i++)
            plain.append(plain(coding.code().charAt(i)));
        return Arrays.stream(plain.toString().split("[^\\p{L}\\p{N}-]+"))
                .filter(CodingVariants::isLoinc)
                .findFirst()
                .map(code -> new Coding(Coding.LOINC, code));
    }

    /** {@code [0-9]{3,7}-[0-9]}. */
    private static boolean isLoinc(String code) {
        int dash = code.length() - 2;
        if (dash < 3 || dash > 7 || code.charAt(dash) != '-') return false;
        for (int i = 0; i < code.length(); i++)
            if (i != dash && (code.charAt(i) < '0' || code.charAt(i) > '9')) return false;
        return true;
    }

    private static boolean near(String system, String known) {
        if (system.isEmpty() || known.isEmpty()) return false;
        if (system.equals(known)) return true;
        String end = known.substring(known.lastIndexOf('/') + 1);
        boolean path = known.indexOf('/') > 0 && end.length() > 3;
        String last = system.substring(Math.max(system.lastIndexOf('/'), system.lastIndexOf(':')) + 1);
        if (path && (last.equals(end) || ("v3-" + last).equals(end))) return true;
        return Math.abs(system.length() - known.length()) <= NEAR && distance(system, known) <= NEAR;
    }

    /** Letters to put in, take out or change (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) row[j] = j;
        for (int i = 1; i <= one.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = corner + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }

    static char plain(char letter) {
        return letter >= 0xFF01 && letter <= 0xFF5E ? (char) (letter - 0xFEE0) : letter;
    }
}
