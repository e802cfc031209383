package org.consentgateway.server.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.proof.SessionStep.Person;

/**
 * Defects, one of each kind that experts found, put between the client and the gateway: each does to the answer, or to the
 * EHR, what a gateway with that defect would do. It knows what is stored, and nothing of the session.
 */
enum InjectedDefect {
    HIDDEN_PART_SHOWN_AFTER_ITS_SUBJECT_IS_CHANGED {
        @Override
        Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException {
            Reply reply = sound.answer();
            Optional<ObjectNode> stored = ehr.get(asked.place());
            boolean moves = asked.writes() && asked.body().contains("p2\"") && stored.isPresent();
            if (!moves || reply.status() == 404) return reply;
            // as if a subject were the writer's to change, and the echo were judged for the new one
            ObjectNode moved = stored.get().deepCopy();
            String id = moved.path("id").asText();
            moved.putObject("subject").put("reference", "Patient/" + id.substring(0, id.indexOf('-') + 1) + "p2");
            ehr.put(moved);
            return new Reply(200, reply.headers(), moved.toString().getBytes(StandardCharsets.UTF_8), true);
        }
    },
    FACT_OF_THE_CALLER_OPENS_A_NOTE {
        @Override
        Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException {
            Reply reply = sound.answer();
            if (!asked.method().equals("PUT") || !asked.place().startsWith("PractitionerRole/")) return reply;
            // as if no law of writing and no memory of whose word it is stood in the way
            ehr.put((ObjectNode) Asking.JSON.readTree(asked.body()));
            return new Reply(200, reply.headers(), asked.body().getBytes(StandardCharsets.UTF_8), true);
        }
    },
    ATTACHMENT_OPENED_BY_AN_ORDINARY_OWNER {
        @Override
        Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException {
            Reply reply = sound.answer();
            boolean owned = reply.status() == 404
                    && asked.reads()
                    && asked.place().startsWith("Binary/")
                    && ehr.all().stream().filter(one -> !protects(one)).anyMatch(one -> one.findValuesAsText("url")
                            .contains(asked.place()));
            Optional<ObjectNode> stored = ehr.get(asked.place());
            return owned && stored.isPresent() ? shown(reply, stored.get()) : reply;
        }
    },
    INCLUDED_BY_SOMETHING_HIDDEN {
        @Override
        Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException {
            Reply reply = sound.answer();
            if (reply.status() != 200 || !asked.target().contains(":encounter")) return reply;
            if (!(Asking.parsed(reply) instanceof ObjectNode bundle)) return reply;
            for (ObjectNode note : hidden(ehr, asked.type()))
                ehr.get(note.at("/encounter/reference").asText()).ifPresent(encounter -> {
                    ObjectNode entry = bundle.withArray("/entry").addObject();
                    entry.set("resource", encounter);
                    entry.putObject("search").put("mode", "include");
                });
            return shown(reply, bundle);
        }
    },
    CONFLICT_WHERE_SOMETHING_HIDDEN_IS_IN_THE_WAY {
        @Override
        Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException {
            Optional<ObjectNode> stored = ehr.get(asked.place());
            Reply reply = sound.answer();
            boolean holds =
                    stored.filter(one -> protects(one) && !labelled(one)).isPresent();
            return asked.writes() && reply.status() == 200 && holds
                    ? new Reply(409, reply.headers(), new byte[0], true)
                    : reply;
        }
    },
    ECHO_WITHOUT_THE_IDENTIFIER_OF_A_NOTE {
        @Override
        Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException {
            Reply reply = sound.answer();
            boolean written = asked.method().equals("POST") && reply.status() == 201;
            if (!written || !(Asking.parsed(reply) instanceof ObjectNode echo)) return reply;
            Set<String> known = Set.copyOf(ehr.all().stream()
                    .filter(InjectedDefect::labelled)
                    .flatMap(one -> one.path("identifier").findValuesAsText("value").stream())
                    .toList());
            boolean guessed = known.contains(echo.at("/focus/identifier/value").asText());
            if (guessed) echo.remove("focus");
            return guessed ? shown(reply, echo) : reply;
        }
    },
    POINTER_AT_A_LABELLED_RESOURCE_OF_AN_UNLISTED_TYPE {
        @Override
        Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException {
            return pointing(
                    asked,
                    ehr,
                    sound.answer(),
                    note -> Stream.of("Condition/", "Procedure/", "Task/", "Flag/")
                            .filter(type -> note.startsWith(type))
                            .map(type -> note),
                    true);
        }
    },
    POINTER_IN_ANOTHER_FORM {
        @Override
        Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException {
            return pointing(
                    asked,
                    ehr,
                    sound.answer(),
                    note -> Stream.of(note + "#part", note + "/", "./" + note, note + "?_format=json"),
                    false);
        }
    },
    LOOK_AHEAD_COUNTS_WHAT_IS_HIDDEN {
        @Override
        Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException {
            Reply reply = sound.answer();
            boolean counts = reply.status() == 200 && asked.target().contains("?patient=");
            if (!counts || !(Asking.parsed(reply) instanceof ObjectNode bundle)) return reply;
            long padding = ehr.all().stream()
                    .filter(one -> one.path("resourceType").asText().equals(asked.type()))
                    .filter(one -> !labelled(one))
                    .count();
            if (padding < 5 || hidden(ehr, asked.type()).isEmpty()) return reply;
            bundle.remove("total");
            return shown(reply, bundle);
        }
    },
    DELETE_DESTROYS_THE_HIDDEN_PART {
        @Override
        Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException {
            boolean holds =
                    ehr.get(asked.place()).filter(InjectedDefect::protects).isPresent();
            Reply reply = sound.answer();
            if (asked.method().equals("DELETE") && reply.status() == 204 && holds) ehr.remove(asked.place());
            return reply;
        }
    };

    /** What is asked of the gateway. */
    record Asked(Person person, String method, String target, String body) {

        /** Below the FHIR base, without a query. */
        String place() {
            return target.replaceFirst("^/fhir/?", "").split("\\?", 2)[0];
        }

        String type() {
            return place().split("/", 2)[0];
        }

        boolean writes() {
            return method.equals("PUT") || method.equals("PATCH");
        }

        boolean reads() {
            return method.equals("GET");
        }
    }

    /** The gateway as it is. */
    interface Sound {
        Reply answer() throws IOException;
    }

    /** Other ways to write where a note is. */
    interface Forms {
        Stream<String> of(String note);
    }

    /** What the client gets. */
    abstract Reply answer(Asked asked, EhrDouble ehr, Sound sound) throws IOException;

    /** A read shows a pointer at a note as it is stored, where it is written so. */
    private static Reply pointing(Asked asked, EhrDouble ehr, Reply reply, Forms forms, boolean whole) {
        if (reply.status() != 200 || !asked.reads()) return reply;
        Optional<ObjectNode> stored = ehr.get(asked.place()).filter(one -> !protects(one));
        boolean points = stored.isPresent()
                && ehr.all().stream()
                        .filter(InjectedDefect::labelled)
                        .flatMap(note -> forms.of(reference(note)))
                        .anyMatch(form -> written(stored.get(), form, whole));
        return points ? shown(reply, stored.get()) : reply;
    }

    private static boolean written(JsonNode resource, String form, boolean whole) {
        return resource.toString().contains("\"" + form + (whole ? "\"" : ""));
    }

    private static List<ObjectNode> hidden(EhrDouble ehr, String type) {
        return ehr.all().stream()
                .filter(one -> one.path("resourceType").asText().equals(type) && labelled(one))
                .toList();
    }

    private static String reference(ObjectNode resource) {
        return resource.path("resourceType").asText() + "/"
                + resource.path("id").asText();
    }

    /** Whether it is a note itself. */
    private static boolean labelled(JsonNode resource) {
        String labels = resource.at("/meta/security").toString().toUpperCase(java.util.Locale.ROOT);
        return labels.contains("PSYTHPN") || labels.contains("HIPAAPSYNOTES");
    }

    /** Whether it is a note or holds one. */
    private static boolean protects(JsonNode resource) {
        return resource.toString().contains("PSYTHPN") || labelled(resource);
    }

    private static Reply shown(Reply reply, JsonNode body) {
        return new Reply(
                reply.status() == 404 ? 200 : reply.status(),
                reply.headers(),
                body.toString().getBytes(StandardCharsets.UTF_8),
                true);
    }
}
