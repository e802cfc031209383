package org.consentgateway.server.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;

/**
 * Whether apps reach the EHR past the gateway. That can be told only where they run: a line for them to run there, and what
 * its output means.
 *
 * @param bases FHIR bases of the EHR
 */
record WaysRound(List<String> bases) {

    private static final Pattern HEARD = Pattern.compile("^([0-9]{3}) (\\S+)$");
    private static final String NOTHING = "000"; // what curl says where no answer came

    WaysRound {
        bases = List.copyOf(bases);
    }

    /** One line for a shell; it shows no credential and reads no patient. */
    String line() {
        StringBuilder line = new StringBuilder("curl -s -m 10 -w '%{http_code} %{url_effective}\\n'");
        for (String base : bases)
            line.append(" -o /dev/null '").append(asked(base)).append('\'');
        return line.toString();
    }

    /** Before the line was run. */
    List<Finding> unheard() {
        return List.of(new Finding(
                "ways-round",
                Level.NOTE,
                "whether apps reach the EHR past the gateway is told only where they run",
                "run there, and give what it prints to `doctor --heard FILE`: " + line()));
    }

    /** @param output what it printed */
    List<Finding> heard(String output) {
        Map<String, String> codes = new HashMap<>();
        output.lines().map(String::strip).forEach(line -> {
            Matcher heard = HEARD.matcher(line);
            if (heard.matches()) codes.put(heard.group(2), heard.group(1));
        });
        List<Finding> findings = new ArrayList<>();
        for (String base : bases) findings.add(judged(base, codes.getOrDefault(asked(base), "")));
        return findings;
    }

    private Finding judged(String base, String code) {
        if (code.isEmpty())
            return new Finding(
                    "ways-round",
                    Level.BAD,
                    "what was heard says nothing of `" + base + "`",
                    "run the whole line where apps run: " + line());
        if (code.equals(NOTHING)) return new Finding("ways-round", Level.GOOD, "apps do not reach `" + base + "`", "");
        return new Finding(
                "ways-round",
                Level.BAD,
                "apps reach the EHR at `" + base + "` past the gateway (" + code + ")",
                "let its firewall take the gateway's address alone: with a token of the EHR an app reads there what the"
                        + " gateway withholds");
    }

    private static String asked(String base) {
        return base + "/metadata";
    }
}
