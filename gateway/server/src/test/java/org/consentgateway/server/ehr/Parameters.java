package org.consentgateway.server.ehr;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of a request, in order. */
record Parameters(List<One> all) {

    /** One name with its value. */
    record One(String name, String value) {
        String bare() {
            return name.split("[:.]", 2)[0];
        }
    }

    Parameters {
        all = List.copyOf(all);
    }

    static Parameters of(String query) {
        List<One> all = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) continue;
            String[] both = pair.split("=", 2);
            all.add(new One(decoded(both[0]), both.length == 2 ? decoded(both[1]) : ""));
        }
        return new Parameters(all);
    }

    Optional<String> first(String name) {
        return all.stream()
                .filter(one -> one.name().equals(name))
                .map(One::value)
                .findFirst();
    }

    boolean has(String bare) {
        return all.stream().anyMatch(one -> one.bare().equals(bare));
    }

    Parameters and(String name, String value) {
        List<One> more = new ArrayList<>(all);
        more.add(new One(name, value));
        return new Parameters(more);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
