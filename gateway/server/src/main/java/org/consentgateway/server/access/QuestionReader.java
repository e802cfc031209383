package org.consentgateway.server.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.access.Question.Action;
import org.consentgateway.server.access.Question.Subject;

/** Reads what an enforcement point asks, strictly: what is not understood is a mistake of the point, never an answer. */
final class QuestionReader {

    /** Questions of one request. */
    static final int MOST = 100;

    private static final Set<String> ONE = Set.of("subject", "action", "resource", "context");
    private static final Set<String> SEVERAL =
            Set.of("subject", "action", "resource", "context", "evaluations", "options");
    private static final Set<String> SUBJECTS = Set.of("user", "client");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.-]{1,64}");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,16384}");

    private QuestionReader() {}

    /** The request is not one; the message is told to the point, and holds nothing of what it sent. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** When several questions are answered no further. AuthZEN 1.0, Evaluations Semantics. */
    enum Semantic {
        EXECUTE_ALL,
        DENY_ON_FIRST_DENY,
        PERMIT_ON_FIRST_PERMIT
    }

    /**
     * @param several whether the answer is a list, as it is where a list was asked
     */
    record Questions(List<Question> all, Semantic semantic, boolean several) {
        Questions {
            all = List.copyOf(all);
        }
    }

    /** One question: {@code /access/v1/evaluation}. */
    static Questions one(byte[] body) throws Malformed {
        Json.Obj asked = object(body);
        known(asked, ONE);
        return new Questions(List.of(question(asked)), Semantic.EXECUTE_ALL, false);
    }

    /** Several, with what they have in common beside them: {@code /access/v1/evaluations}. */
    static Questions several(byte[] body) throws Malformed {
        Json.Obj asked = object(body);
        known(asked, SEVERAL);
        Semantic semantic = semantic(asked);
        if (asked.get("evaluations").isEmpty() || asked.get("evaluations").get().equals(new Json.Arr(List.of())))
            return new Questions(List.of(question(asked)), semantic, false);
        if (!(asked.get("evaluations").get() instanceof Json.Arr list))
            throw new Malformed("`evaluations` must be an array");
        if (list.items().size() > MOST) throw new Malformed("`evaluations` holds more than " + MOST);
        List<Question> all = new ArrayList<>();
        for (Json item : list.items()) {
            if (!(item instanceof Json.Obj own)) throw new Malformed("an item of `evaluations` must be an object");
            known(own, ONE);
            Map<String, Json> merged = new LinkedHashMap<>();
            for (String name : ONE) asked.get(name).ifPresent(value -> merged.put(name, value));
            merged.putAll(own.members());
            all.add(question(new Json.Obj(merged)));
        }
        return new Questions(all, semantic, true);
    }

    private static Semantic semantic(Json.Obj asked) throws Malformed {
        if (asked.get("options").isEmpty()) return Semantic.EXECUTE_ALL;
        Json.Obj options = asked.object("options").orElseThrow(() -> new Malformed("`options` must be an object"));
        known(options, Set.of("evaluations_semantic"));
        if (options.get("evaluations_semantic").isEmpty()) return Semantic.EXECUTE_ALL;
        return switch (options.text("evaluations_semantic").orElse("")) {
            case "execute_all" -> Semantic.EXECUTE_ALL;
            case "deny_on_first_deny" -> Semantic.DENY_ON_FIRST_DENY;
            case "permit_on_first_permit" -> Semantic.PERMIT_ON_FIRST_PERMIT;
            default -> throw new Malformed("`options.evaluations_semantic` is unknown");
        };
    }

    private static Json.Obj object(byte[] body) throws Malformed {
        try {
            return JsonReader.object(body);
        } catch (MalformedJson e) {
            throw new Malformed("the body is no JSON object");
        }
    }

    private static void known(Json.Obj object, Set<String> names) throws Malformed {
        if (!names.containsAll(object.members().keySet())) throw new Malformed("an unknown member");
    }

    private static Question question(Json.Obj asked) throws Malformed {
        if (asked.get("context").isPresent()) part(asked, "context");
        Json.Obj resource = part(asked, "resource");
        Action action = Action.of(text(part(asked, "action"), "action.name", "name"))
                .orElseThrow(() -> new Malformed("`action.name` is no FHIR interaction with one resource"));
        Reference target = Reference.parse(
                        text(resource, "resource.type", "type") + "/" + text(resource, "resource.id", "id"))
                .orElseThrow(() -> new Malformed("`resource` must be a FHIR type and a logical id"));
        return new Question(subject(part(asked, "subject")), action, target, version(action, resource));
    }

    private static Optional<String> version(Action action, Json.Obj resource) throws Malformed {
        if (action != Action.VREAD) return Optional.empty();
        return Optional.of(resource.object("properties")
                .flatMap(properties -> properties.text("version"))
                .filter(version -> VERSION.matcher(version).matches())
                .orElseThrow(() -> new Malformed("`vread` needs `resource.properties.version`")));
    }

    private static Subject subject(Json.Obj subject) throws Malformed {
        if (!SUBJECTS.contains(text(subject, "subject.type", "type")))
            throw new Malformed("`subject.type` must be `user` or `client`");
        String id = text(subject, "subject.id", "id");
        if (subject.get("properties").isEmpty()) return new Subject.Claimed(claims(id, new Json.Obj(Map.of())));
        Json.Obj properties =
                subject.object("properties").orElseThrow(() -> new Malformed("`subject.properties` must be an object"));
        if (properties.get("token").isEmpty()) return new Subject.Claimed(claims(id, properties));
        // a token speaks for itself: what stands beside it could only contradict it
        if (properties.members().size() > 1) throw new Malformed("beside `subject.properties.token` nothing may stand");
        return new Subject.Token(
                id,
                properties
                        .text("token")
                        .filter(token -> TOKEN.matcher(token).matches())
                        .orElseThrow(() -> new Malformed("`subject.properties.token` is no token")));
    }

    private static Json.Obj claims(String id, Json.Obj properties) throws Malformed {
        Map<String, Json> claims = new LinkedHashMap<>(properties.members());
        Json said = claims.put("sub", new Json.Text(id));
        if (said != null && !said.equals(new Json.Text(id)))
            throw new Malformed("`subject.properties.sub` is not `subject.id`");
        return new Json.Obj(claims);
    }

    private static Json.Obj part(Json.Obj asked, String name) throws Malformed {
        return asked.object(name).orElseThrow(() -> new Malformed("`" + name + "` must be an object"));
    }

    private static String text(Json.Obj object, String path, String name) throws Malformed {
        return object.text(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new Malformed("`" + path + "` must be a text"));
    }
}
