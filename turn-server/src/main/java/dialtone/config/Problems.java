package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Collects everything wrong with a configuration, so that a person hears all of it at once.
///
/// A configuration record checks its components in its compact constructor:
///
/// ```java
/// new Problems()
///         .require(min <= max, "relay-port-min", min + " is above relay-port-max, " + max)
///         .orThrow();
/// ```
///
/// Threading: for one thread.
public final class Problems {

    private final List<Problem> found = new ArrayList<>();

    /// One thing wrong.
    ///
    /// @param key the key in the file, kebab-case, relative to the record that checks
    ///     (`relay-port-min`) or whole (`turn.relay-port-min`)
    /// @param text what is wrong and what was expected
    /// @param origin where the value was written: `dialtone.yaml line 7`; null when it is not
    ///     known, or written nowhere
    public record Problem(String key, String text, @Nullable String origin) {

        Problem(String key, String text) {
            this(key, text, null);
        }

        /// One line for a person.
        @Override
        public String toString() {
            String about = key.isEmpty() ? text : key + ": " + text;
            return origin == null ? about : origin + ": " + about;
        }
    }

    /// Notes a problem unless the condition holds.
    public Problems require(boolean holds, String key, String text) {
        if (!holds) {
            add(key, text);
        }
        return this;
    }

    /// A certificate has a key, and a key a certificate; there may be neither. The keys of the
    /// configuration are `certificate` and `key`.
    public Problems requirePair(@Nullable Path certificate, @Nullable Path key) {
        return require(
                        certificate == null || key != null,
                        "key",
                        "is missing (expected: a PEM file)")
                .require(
                        key == null || certificate != null,
                        "certificate",
                        "is missing (expected: a PEM file)");
    }

    /// Notes a problem when the host of an address could not be looked up.
    public Problems requireHost(String key, InetSocketAddress address) {
        return require(
                !address.isUnresolved(),
                key,
                "the host " + address.getHostString() + " is not known");
    }

    public Problems add(String key, String text) {
        return add(key, text, null);
    }

    Problems add(String key, String text, @Nullable String origin) {
        found.add(new Problem(key, text, origin));
        return this;
    }

    /// Notes what an inner record found, its keys prefixed with the section's.
    public Problems addAll(String section, List<Problem> problems) {
        for (Problem problem : problems) {
            add(section + "." + problem.key(), problem.text());
        }
        return this;
    }

    public List<Problem> found() {
        return List.copyOf(found);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /// Ends the checks.
    ///
    /// @throws InvalidConfigException when anything was found
    public void orThrow() {
        if (!found.isEmpty()) {
            throw new InvalidConfigException(found);
        }
    }
}
