package org.consentgateway.server.tools;

import java.util.ArrayList;
import java.util.List;
import org.consentgateway.core.request.Reference;

/** Whose resources a survey reads: many EHRs answer no search that names no patient. */
public sealed interface Surveyed {

    /** Everybody's. */
    record All() implements Surveyed {}

    /** These patients'; ids as the EHR has them. */
    record Patients(List<String> ids) implements Surveyed {
        public Patients {
            ids = List.copyOf(ids);
        }

        /**
         * One id or reference a line; blank lines and what begins with {@code #} are skipped.
         *
         * @throws IllegalArgumentException a line is neither; it says which
         */
        public static Patients of(List<String> lines) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.isEmpty() || line.startsWith("#")) continue;
                String id = line.startsWith("Patient/") ? line.substring("Patient/".length()) : line;
                if (!id.matches("[A-Za-z0-9._~-]{1,256}"))
                    throw new IllegalArgumentException("line " + (i + 1) + " is no id of a patient");
                ids.add(id);
            }
            return new Patients(ids);
        }
    }

    /** Those of the members of a Group of the EHR. */
    record Members(Reference group) implements Surveyed {}
}
