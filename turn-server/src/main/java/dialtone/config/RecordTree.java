package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The records a configuration is made of: which keys they have, and how to build them again with
/// other values.
final class RecordTree {

    private RecordTree() {}

    /// Told of a record that refuses its values.
    @FunctionalInterface
    interface Refusals {

        void refused(String path, String text);
    }

    /// All keys in the order of the components.
    static List<Key> keys(Record defaults) {
        return keys("", defaults);
    }

    /// The same of a record that stands in another one.
    static List<Key> keys(String prefix, Record defaults) {
        List<Key> keys = new ArrayList<>();
        collect(prefix, defaults, keys);
        return keys;
    }

    /// What holds in a record of this type when nobody says anything.
    static Record defaults(Class<?> type) {
        try {
            Method defaults = type.getMethod("defaults");
            defaults.setAccessible(true);
            return (Record) Objects.requireNonNull(defaults.invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    type + " cannot be an entry: it has no static defaults()", e);
        }
    }

    /// The components with their names as keys.
    static Map<String, @Nullable Object> components(Record record) {
        Map<String, @Nullable Object> components = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            components.put(kebab(component.getName()), value(component, record));
        }
        return components;
    }

    private static void collect(String prefix, Record defaults, List<Key> keys) {
        for (RecordComponent component : defaults.getClass().getRecordComponents()) {
            String path = prefix + kebab(component.getName());
            Object value = value(component, defaults);
            if (isSection(component.getType())) {
                collect(path + ".", (Record) Objects.requireNonNull(value, path), keys);
            } else {
                boolean isNullable =
                        component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                keys.add(new Key(path, component.getGenericType(), isNullable, value));
            }
        }
    }

    /// Builds the record anew.
    ///
    /// @param values by path; a key without an entry keeps its default
    /// @return null when a record refused its values, of which `refusals` was told; all others have
    ///     been tried nevertheless
    static <R extends Record> @Nullable R build(
            R defaults, Map<String, @Nullable Object> values, Refusals refusals) {
        return build("", defaults, values, refusals);
    }

    /// The same of a record that stands in another one.
    static <R extends Record> @Nullable R build(
            String prefix, R defaults, Map<String, @Nullable Object> values, Refusals refusals) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        @Nullable Object[] arguments = new @Nullable Object[components.length];
        boolean isWhole = true;
        for (int i = 0; i < components.length; i++) {
            String path = prefix + kebab(components[i].getName());
            Object value = value(components[i], defaults);
            if (isSection(components[i].getType())) {
                Record section =
                        build(path + ".", (Record) Objects.requireNonNull(value), values, refusals);
                isWhole &= section != null;
                arguments[i] = section == null ? value : section;
            } else {
                arguments[i] = values.containsKey(path) ? values.get(path) : value;
            }
        }
        R built = construct(prefix, defaults, arguments, refusals);
        return isWhole ? built : null;
    }

    private static <R extends Record> @Nullable R construct(
            String prefix, R defaults, @Nullable Object[] arguments, Refusals refusals) {
        try {
            @SuppressWarnings("unchecked") // the class of an R makes an R
            R built = (R) constructor(defaults.getClass()).newInstance(arguments);
            return built;
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case InvalidConfigException invalid ->
                        invalid.problems()
                                .forEach(p -> refusals.refused(prefix + p.key(), p.text()));
                case IllegalArgumentException invalid ->
                        refusals.refused(
                                prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1),
                                String.valueOf(invalid.getMessage()));
                case null, default -> throw new IllegalStateException(e);
            }
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether a component of this type is a section, and not a value that is written as one text.
    static boolean isSection(Class<?> type) {
        return type.isRecord() && type != Secret.class && !hasParse(type);
    }

    static boolean hasParse(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .anyMatch(
                        m ->
                                m.getName().equals("parse")
                                        && Arrays.equals(
                                                m.getParameterTypes(),
                                                new Class<?>[] {String.class}));
    }

    /// `relayPortMin` is `relay-port-min`.
    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Object value(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
        Class<?>[] parameters =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        Constructor<?> constructor = type.getDeclaredConstructor(parameters);
        constructor.setAccessible(true);
        return constructor;
    }
}
