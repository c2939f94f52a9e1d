package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One thing that can be configured: a leaf of a record tree.
///
/// @param path with its sections: `turn.relay-port-min`
/// @param type of the record's component
/// @param isNullable whether it may have no value
/// @param defaultValue what holds when nobody says anything
record Key(String path, Type type, boolean isNullable, @Nullable Object defaultValue) {

    private static final String PREFIX = "DIALTONE_";

    /// The environment variable that sets it: `DIALTONE_TURN_RELAY_PORT_MIN`.
    String variable() {
        return PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    boolean isList() {
        return isRaw(List.class);
    }

    boolean isMap() {
        return isRaw(Map.class);
    }

    /// Whether it is a list of addresses with ports.
    boolean isAddresses() {
        return isList() && part() == InetSocketAddress.class;
    }

    /// Whether it is a secret or holds secrets.
    boolean isSecret() {
        return part() == Secret.class;
    }

    /// The type of a single value.
    private Type part() {
        return type instanceof ParameterizedType generic
                ? generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]
                : type;
    }

    private boolean isRaw(Class<?> collection) {
        return type instanceof ParameterizedType generic && generic.getRawType() == collection;
    }
}
