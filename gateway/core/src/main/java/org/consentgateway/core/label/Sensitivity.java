package org.consentgateway.core.label;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.request.Coding;

/**
 * How HL7's security labels relate: the ladder of confidentiality, and the families under "specially protected
 * information". PSYTHPN is a sibling of MH, PSY and BH: subsumption never opens a note, but a denial of the
 * family covers it.
 *
 * @see <a href="http://terminology.hl7.org/CodeSystem/v3-ActCode">HL7 v3-ActCode, _InformationSensitivityPolicy</a>
 */
public final class Sensitivity {

    private static final List<String> LADDER = List.of("U", "L", "M", "N", "R", "V");
    private static final int NORMAL = LADDER.indexOf("N");
    private static final int RESTRICTED = LADDER.indexOf("R");

    private static final Set<String> MENTAL_HEALTH = Set.of("BH", "COGN", "DVD", "EMOTDIS", "MH", "PSY", "PSYTHPN");
    private static final Set<String> SUBSTANCE_USE = Set.of("SUD", "ETH", "ETHUD", "OPIOIDUD");

    /** SPI and all that v3-ActCode places below it; BH above its conditions. */
    private static final Map<String, Set<String>> BELOW = Map.of(
            "SPI", Set.of("BH", "COGN", "DVD", "EMOTDIS", "MH", "PSY", "PSYTHPN", "SUD", "ETHUD", "OPIOIDUD"),
            "BH", MENTAL_HEALTH,
            "SUD", SUBSTANCE_USE);

    private Sensitivity() {}

    /** Whether these letters are a code of confidentiality or of a family. */
    static boolean isCode(String code) {
        return LADDER.contains(code) || isSensitive(code);
    }

    /** Whether these letters are a code of a family under "specially protected information", or its own. */
    static boolean isSensitive(String code) {
        return code.equals("SPI") || BELOW.getOrDefault("SPI", Set.of()).contains(code) || code.equals("ETH");
    }

    /** Where a label stands on the ladder of confidentiality, U (0) to V (5); empty when it is no such label. */
    public static Optional<Integer> level(Coding label) {
        int step = label.system().equals(Coding.CONFIDENTIALITY) ? LADDER.indexOf(label.code()) : -1;
        return step < 0 ? Optional.empty() : Optional.of(step);
    }

    /** The highest confidentiality among the labels; without any, normal. A note is restricted at least. */
    public static int level(Set<Coding> labels, boolean note) {
        int highest = -1;
        for (Coding label : labels) {
            if (label.system().equals(Coding.CONFIDENTIALITY)) {
                highest = Math.max(highest, LADDER.indexOf(label.code()));
            }
        }
        if (note) return Math.max(highest, RESTRICTED);
        return highest < 0 ? NORMAL : highest;
    }

    /**
     * Whether a denial of {@code denied} covers what bears {@code labels}, however either is written; without its system a
     * code is all that it may be.
     */
    public static boolean denialCovers(Coding denied, Set<Coding> labels, boolean note) {
        if (covers(denied, labels, note)) return true;
        Set<Coding> usual = labels.stream().map(CodingVariants::usual).collect(Collectors.toSet());
        return CodingVariants.anySame(labels, denied) || covers(CodingVariants.usual(denied), usual, note);
    }

    private static boolean covers(Coding denied, Set<Coding> labels, boolean note) {
        if (denied.system().isEmpty())
            return labels.stream().anyMatch(label -> label.code().equals(denied.code()))
                    || covers(new Coding(Coding.ACT_CODE, denied.code()), labels, note)
                    || (LADDER.contains(denied.code())
                            && covers(new Coding(Coding.CONFIDENTIALITY, denied.code()), labels, note));
        if (denied.system().equals(Coding.CONFIDENTIALITY)) {
            // a denial of R or V covers a note whatever level it bears
            int level = LADDER.indexOf(denied.code());
            return level < 0 || (note && level >= RESTRICTED) || level(labels, note) >= level;
        }
        if (labels.contains(denied)) return true;
        if (!denied.system().equals(Coding.ACT_CODE)) return false;
        if (note && (denied.code().equals("SPI") || MENTAL_HEALTH.contains(denied.code()))) return true;
        for (Coding label : labels) {
            if (label.system().equals(Coding.ACT_CODE) && related(denied.code(), label.code())) return true;
        }
        return false;
    }

    private static boolean related(String denied, String label) {
        return BELOW.getOrDefault(denied, Set.of()).contains(label)
                || (MENTAL_HEALTH.contains(denied) && MENTAL_HEALTH.contains(label))
                || (SUBSTANCE_USE.contains(denied) && SUBSTANCE_USE.contains(label));
    }
}
