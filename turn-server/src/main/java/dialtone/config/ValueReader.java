package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Turns what somebody wrote into the types of record components.
///
/// Threading: for one thread.
final class ValueReader {

    private final Problems problems;

    /// @param problems hear of every value that cannot be read
    ValueReader(Problems problems) {
        this.problems = problems;
    }

    /// The value of a key.
    ///
    /// @param base what holds without this node: kept when the node cannot be read
    @Nullable Object read(Key key, Node node, @Nullable Object base) {
        if (node instanceof Node.Text(var text, _)
                && (text == null || text.isEmpty())
                && key.isNullable()) {
            return null;
        }
        return read(key.path(), key.type(), node, base);
    }

    private @Nullable Object read(String path, Type type, Node node, @Nullable Object base) {
        if (type instanceof ParameterizedType generic) {
            Type[] parts = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? readList(path, parts[0], node, base)
                    : readMap(path, parts[1], node, base);
        }
        if (type instanceof Class<?> section && RecordTree.isSection(section)) {
            return readSection(path, section, node);
        }
        if (!(node instanceof Node.Text(var text, _))) {
            problems.add(path, "is one value, and neither a list nor a section", node.origin());
            return base;
        }
        if (text == null) {
            problems.add(path, "has no value", node.origin());
            return base;
        }
        try {
            return parse((Class<?>) type, text, base);
        } catch (IllegalArgumentException e) {
            problems.add(path, String.valueOf(e.getMessage()), node.origin());
            return base;
        }
    }

    /// An address of which only the port or the host is written takes the rest from each address
    /// that was there before; all other items stand for themselves.
    private @Nullable Object readList(String path, Type part, Node node, @Nullable Object base) {
        if (!(node instanceof Node.Items(var items, _))) {
            problems.add(path, "is a list (expected: like [a, b])", node.origin());
            return base;
        }
        List<@Nullable Object> bases = new ArrayList<>();
        if (part == InetSocketAddress.class && base instanceof List<?> before) {
            bases.addAll(before);
        }
        if (bases.isEmpty()) {
            bases.add(null);
        }
        Set<Object> values = new LinkedHashSet<>();
        for (Node item : items) {
            int known = problems.found().size();
            for (Object each : bases) {
                Object value = read(path, part, item, each);
                if (value == null || problems.found().size() > known) {
                    break;
                }
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    private @Nullable Object readMap(String path, Type part, Node node, @Nullable Object base) {
        if (!(node instanceof Node.Entries(var entries, _))) {
            problems.add(
                    path, "needs names and values (expected: like name: value)", node.origin());
            return base;
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        entries.forEach(
                (name, value) -> {
                    if (name.isEmpty()) {
                        problems.add(path, "a name is missing", value.origin());
                    }
                    values.put(name, read(path + "." + name, part, value, null));
                });
        return values.containsValue(null) ? base : values;
    }

    /// An entry with keys of its own; those that are not there have what the record's `defaults()`
    /// say.
    private @Nullable Object readSection(String path, Class<?> type, Node node) {
        Record defaults = RecordTree.defaults(type);
        Settings settings = new Settings(RecordTree.keys(path + ".", defaults), problems);
        int known = problems.found().size();
        settings.takeSection(path, node);
        Record section =
                RecordTree.build(
                        path + ".",
                        defaults,
                        settings.values(),
                        (at, text) -> problems.add(at, text, originOf(settings, at, node)));
        return problems.found().size() > known ? null : section;
    }

    private static String originOf(Settings settings, String path, Node section) {
        String origin = settings.origin(path);
        return origin == null ? section.origin() : origin;
    }

    /// @throws IllegalArgumentException in words
    private static Object parse(Class<?> type, String text, @Nullable Object base) {
        if (type == String.class) {
            return text;
        } else if (type == int.class) {
            return number(text);
        } else if (type == boolean.class) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default ->
                        throw new IllegalArgumentException(
                                "'" + text + "' is neither true nor false");
            };
        } else if (type == Secret.class) {
            return new Secret(text);
        } else if (type == Duration.class) {
            return Durations.parse(text);
        } else if (type == InetSocketAddress.class) {
            return Addresses.parse(text, (InetSocketAddress) base);
        } else if (type == InetAddress.class) {
            return Addresses.host(text);
        } else if (type == Path.class) {
            return path(text);
        } else if (type.isEnum()) {
            return constant(type, text);
        }
        return parseRecord(type, text);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no whole number, or too large a one", e);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is no file name", e);
        }
    }

    private static Object constant(Class<?> type, String text) {
        List<Object> constants = List.of(Objects.requireNonNull(type.getEnumConstants()));
        for (Object constant : constants) {
            if (text(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(
                "'"
                        + text
                        + "' is not known (expected: "
                        + constants.stream()
                                .map(ValueReader::text)
                                .collect(Collectors.joining(", "))
                        + ")");
    }

    private static Object parseRecord(Class<?> type, String text) {
        try {
            var parse = type.getMethod("parse", String.class);
            parse.setAccessible(true);
            return Objects.requireNonNull(parse.invoke(null, text));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException words) {
                throw words;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    type + " cannot be configured: it has no static parse(String)", e);
        }
    }

    /// How a value is written, such that it is read again as the same; a secret is not.
    static String text(Object value) {
        return switch (value) {
            case Duration duration -> Durations.text(duration);
            case InetSocketAddress address -> Addresses.text(address);
            case InetAddress address -> Addresses.text(address);
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            default -> value.toString();
        };
    }
}
