package org.consentgateway.core.json;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values of records as JSON by the names of their components, and back. What is empty or false is left out; the items of
 * a set stand in order, so that equal values have one text. Nothing is named twice: a component that is added is written.
 * Parts that are {@link Unwrapped} stand in the JSON of the whole, in {@link MemberOrder}.
 */
public final class RecordJson {

    /** Which of the records behind an interface it is. */
    private static final String IS = "is";

    /** A type that is one string. */
    public record Scalar<T>(Class<T> type, Function<T, String> write, Function<String, T> read) {}

    private final Map<Class<?>, Scalar<?>> scalars = new HashMap<>();
    /** @param path accessors from the record to the value */
    private record Member(String name, List<Method> path, Type type) {}

    private final Map<Class<?>, List<Member>> written = new ConcurrentHashMap<>();
    private final Map<Class<?>, RecordComponent[]> components = new ConcurrentHashMap<>();

    public RecordJson(List<Scalar<?>> others) {
        scalar(new Scalar<>(String.class, text -> text, text -> text));
        scalar(new Scalar<>(Instant.class, Instant::toString, Instant::parse));
        others.forEach(this::scalar);
    }

    private void scalar(Scalar<?> scalar) {
        scalars.put(scalar.type(), scalar);
    }

    /** The value of a record. */
    public Json.Obj write(Record value) {
        return (Json.Obj) json(value, value.getClass());
    }

    /** The text of what {@link #write} writes, without making the value first. */
    public String text(Record value) {
        StringBuilder text = new StringBuilder(512);
        append(value, value.getClass(), text);
        return text.toString();
    }

    private void append(Object value, Type declared, StringBuilder text) {
        if (value instanceof Optional<?> known) {
            append(known.get(), argument(declared, 0), text);
        } else if (value instanceof Collection<?> many) {
            append(many, argument(declared, 0), text);
        } else if (value instanceof Record && !scalars.containsKey(value.getClass())) {
            members(value, raw(declared).isInterface(), text);
        } else {
            scalar(json(value, declared), text);
        }
    }

    private void append(Collection<?> many, Type of, StringBuilder text) {
        text.append('[');
        if (many instanceof Set<?> && many.size() > 1) {
            List<Json> items = ((Json.Arr) array(many, of)).items();
            for (int i = 0; i < items.size(); i++) scalar(items.get(i), i == 0 ? text : text.append(','));
        } else {
            int count = 0;
            for (Object one : many) append(one, of, count++ == 0 ? text : text.append(','));
        }
        text.append(']');
    }

    private void members(Object value, boolean named, StringBuilder text) {
        text.append('{');
        int empty = text.length();
        if (named)
            text.append('"')
                    .append(IS)
                    .append("\":\"")
                    .append(value.getClass().getSimpleName())
                    .append('"');
        for (Member member : written(value.getClass())) {
            Object part = part(member, value);
            if (empty(part)) continue;
            if (text.length() > empty) text.append(',');
            text.append('"').append(member.name()).append("\":");
            append(part, member.type(), text);
        }
        text.append('}');
    }

    private static void scalar(Json value, StringBuilder text) {
        if (value instanceof Json.Text one && isPlain(one.value()))
            text.append('"').append(one.value()).append('"');
        else if (value instanceof Json.Bool bool) text.append(bool.value());
        else if (value instanceof Json.Num number) text.append(number.literal());
        else text.append(JsonWriter.text(value));
    }

    /** Whether it stands in JSON as it is. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            if (letter < ' ' || letter > '~' || letter == '"' || letter == '\\') return false;
        }
        return true;
    }

    /**
     * What {@link #write} wrote.
     *
     * @throws UnreadableRecord when it is nothing of that type
     */
    public <T> T read(Json.Obj json, Class<T> type) {
        return type.cast(value(Optional.of(json), type));
    }

    private Json json(Object value, Type declared) {
        if (value instanceof Boolean yes) return new Json.Bool(yes);
        if (value instanceof Number number) return new Json.Num(number.toString());
        if (value instanceof OptionalInt number) return new Json.Num(Integer.toString(number.getAsInt()));
        if (value instanceof Enum<?> constant) return new Json.Text(constant.name());
        if (value instanceof Optional<?> known) return json(known.get(), argument(declared, 0));
        if (value instanceof Collection<?> many) return array(many, argument(declared, 0));
        if (value instanceof Map<?, ?> map) return members(map, declared);
        Scalar<?> scalar = scalars.get(value.getClass());
        if (scalar != null) return new Json.Text(text(scalar, value));
        return object(value, raw(declared).isInterface());
    }

    private Json array(Collection<?> many, Type of) {
        List<Json> items = new ArrayList<>(many.size());
        for (Object one : many) items.add(json(one, of));
        if (many instanceof Set<?> && items.size() > 1) items.sort(Comparator.comparing(RecordJson::order));
        return new Json.Arr(items);
    }

    private static String order(Json item) {
        return item instanceof Json.Text text ? text.value() : JsonWriter.text(new Json.Obj(Map.of("", item)));
    }

    private Json members(Map<?, ?> map, Type declared) {
        Map<String, Json> members = new TreeMap<>();
        map.forEach((key, value) -> {
            Scalar<?> scalar = scalars.get(key.getClass());
            members.put(scalar == null ? key.toString() : text(scalar, key), json(value, argument(declared, 1)));
        });
        return new Json.Obj(members);
    }

    private Json object(Object value, boolean named) {
        Map<String, Json> members = new LinkedHashMap<>();
        if (named) members.put(IS, new Json.Text(value.getClass().getSimpleName()));
        for (Member member : written(value.getClass())) {
            Object part = part(member, value);
            if (!empty(part)) members.put(member.name(), json(part, member.type()));
        }
        return new Json.Obj(members);
    }

    private static boolean empty(Object part) {
        return part.equals(false)
                || part.equals(Optional.empty())
                || part.equals(OptionalInt.empty())
                || (part instanceof Collection<?> many && many.isEmpty())
                || (part instanceof Map<?, ?> map && map.isEmpty());
    }

    private Object value(Optional<Json> json, Type declared) {
        Class<?> type = raw(declared);
        if (type == Optional.class) return json.map(known -> value(Optional.of(known), argument(declared, 0)));
        if (type == OptionalInt.class)
            return json.map(known -> OptionalInt.of(Integer.parseInt(number(known))))
                    .orElse(OptionalInt.empty());
        if (type == boolean.class || type == Boolean.class) return json.equals(Optional.of(new Json.Bool(true)));
        if (type == Set.class) return new HashSet<>(items(json, argument(declared, 0)));
        if (type == List.class) return items(json, argument(declared, 0));
        if (type == Map.class) return map(json, declared);
        Json known = json.orElseThrow(() -> new UnreadableRecord(type));
        if (type == int.class || type == Integer.class) return Integer.parseInt(number(known));
        if (type == Object.class) return known instanceof Json.Num ? Integer.parseInt(number(known)) : text(known);
        if (type.isEnum()) return constant(type, text(known));
        Scalar<?> scalar = scalars.get(type);
        return scalar != null ? scalar.read().apply(text(known)) : record(known, type);
    }

    private List<Object> items(Optional<Json> json, Type of) {
        List<Json> items = json.map(known -> known instanceof Json.Arr array ? array.items() : null)
                .orElse(List.of());
        List<Object> values = new ArrayList<>(items.size());
        for (Json item : items) values.add(value(Optional.of(item), of));
        return values;
    }

    private Map<Object, Object> map(Optional<Json> json, Type declared) {
        Map<Object, Object> values = new LinkedHashMap<>();
        if (json.isPresent() && json.get() instanceof Json.Obj object)
            object.members()
                    .forEach((name, member) -> values.put(
                            value(Optional.of(new Json.Text(name)), argument(declared, 0)),
                            value(Optional.of(member), argument(declared, 1))));
        return values;
    }

    private Object record(Json json, Class<?> declared) {
        if (!(json instanceof Json.Obj object)) throw new UnreadableRecord(declared);
        Class<?> type = declared.isInterface()
                ? Arrays.stream(declared.getPermittedSubclasses())
                        .filter(one -> object.text(IS).equals(Optional.of(one.getSimpleName())))
                        .findFirst()
                        .orElseThrow(() -> new UnreadableRecord(declared))
                : declared;
        RecordComponent[] parts = components(type);
        Object[] values = Arrays.stream(parts)
                .map(part -> part.isAnnotationPresent(Unwrapped.class)
                        ? record(object, part.getType())
                        : value(object.get(part.getName()), part.getGenericType()))
                .toArray();
        try {
            return type.getDeclaredConstructor(
                            Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new UnreadableRecord(type, e);
        }
    }

    private RecordComponent[] components(Class<?> type) {
        return components.computeIfAbsent(type, fresh -> {
            if (!fresh.isRecord()) throw new UnreadableRecord(fresh);
            return fresh.getRecordComponents();
        });
    }

    /** What of a record is written, in order. */
    private List<Member> written(Class<?> type) {
        List<Member> known = written.get(type);
        if (known != null) return known;
        List<Member> all = new ArrayList<>();
        members(type, List.of(), all);
        MemberOrder order = type.getAnnotation(MemberOrder.class);
        if (order != null) sort(all, List.of(order.value()), type);
        written.put(type, all);
        return all;
    }

    private static void sort(List<Member> members, List<String> order, Class<?> type) {
        Set<String> names = members.stream().map(Member::name).collect(Collectors.toSet());
        if (!names.equals(new HashSet<>(order)))
            throw new IllegalStateException("the member order of `" + type.getSimpleName() + "` is not of its members");
        members.sort(Comparator.comparing(member -> order.indexOf(member.name())));
    }

    private void members(Class<?> type, List<Method> path, List<Member> all) {
        for (RecordComponent component : components(type)) {
            List<Method> further = Stream.concat(path.stream(), Stream.of(component.getAccessor()))
                    .toList();
            if (component.isAnnotationPresent(Unwrapped.class)) members(component.getType(), further, all);
            else all.add(new Member(component.getName(), further, component.getGenericType()));
        }
    }

    private static Object part(Member member, Object of) {
        Object part = of;
        try {
            for (Method accessor : member.path()) part = accessor.invoke(part);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new UnreadableRecord(of.getClass(), e);
        }
        return part;
    }

    private static Object constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> ((Enum<?>) one).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnreadableRecord(type));
    }

    private static String text(Json json) {
        if (json instanceof Json.Text text) return text.value();
        throw new UnreadableRecord(String.class);
    }

    private static <T> String text(Scalar<T> scalar, Object value) {
        return scalar.write().apply(scalar.type().cast(value));
    }

    private static String number(Json json) {
        if (json instanceof Json.Num number) return number.literal();
        throw new UnreadableRecord(int.class);
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType of ? (Class<?>) of.getRawType() : (Class<?>) type;
    }

    private static Type argument(Type type, int index) {
        return type instanceof ParameterizedType of ? of.getActualTypeArguments()[index] : Object.class;
    }
}
