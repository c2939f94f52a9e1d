package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The environment's part of a configuration: `DIALTONE_TURN_REALM`, and for secrets also
/// `DIALTONE_TURN_AUTH_SECRETS_FILE`, the name of a file that holds the value.
///
/// Threading: for one thread.
final class Environment {

    static final String CONFIG = "DIALTONE_CONFIG";
    static final String CONFIG_BODY = "DIALTONE_CONFIG_BODY";

    private static final String PREFIX = "DIALTONE_";
    private static final String FILE = "_FILE";

    /// Read by the scripts that build and start the program.
    private static final Set<String> OF_SCRIPTS =
            Set.of(CONFIG, CONFIG_BODY, "DIALTONE_JAVA_HOME", "DIALTONE_JAVA_OPTIONS");

    /// What Kubernetes puts into every container beside a service whose name begins with
    /// "dialtone": not written by anybody, so not a mistake.
    private static final Pattern OF_KUBERNETES =
            Pattern.compile(
                    "DIALTONE_(.*_)?(SERVICE_(HOST|PORT(_.*)?)"
                            + "|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private final Map<String, String> variables;
    private final Problems problems;

    Environment(Map<String, String> variables, Problems problems) {
        this.variables = variables;
        this.problems = problems;
    }

    /// The value of a variable; null when it is not set, or empty, which is how a shell often says
    /// that.
    @Nullable String get(String variable) {
        String value = variables.get(variable);
        return value == null || value.isEmpty() ? null : value;
    }

    static String origin(String variable) {
        return "environment variable " + variable;
    }

    /// Sets every key that has a variable, and refuses variables that belong to none.
    ///
    /// @param foreign sections of other programs, whose variables are none of our business
    void readInto(Settings settings, Set<String> foreign) {
        Set<String> known = new HashSet<>(OF_SCRIPTS);
        for (Key key : settings.keys()) {
            String variable = key.variable();
            known.add(variable);
            String value = get(variable);
            String origin = origin(variable);
            if (key.isSecret()) {
                known.add(variable + FILE);
                String file = get(variable + FILE);
                if (file != null && value != null) {
                    problems.add(key.path(), "is set, and so is " + variable + FILE, origin);
                } else if (file != null) {
                    origin = origin(variable + FILE);
                    value = contents(key, file, origin);
                }
            }
            if (value != null) {
                settings.set(key, TextNodes.read(key, value, origin));
            }
        }
        for (String variable : new TreeSet<>(variables.keySet())) {
            if (variable.startsWith(PREFIX)
                    && !known.contains(variable)
                    && !OF_KUBERNETES.matcher(variable).matches()
                    && foreign.stream().noneMatch(s -> variable.startsWith(prefix(s)))) {
                problems.add(
                        "",
                        "there is no such variable" + Nearest.hint(variable, known),
                        origin(variable));
            }
        }
    }

    private static String prefix(String section) {
        return PREFIX + section.toUpperCase(Locale.ROOT) + "_";
    }

    /// A file that ends with a line break, as most do, does not mean it as part of the secret.
    private @Nullable String contents(Key key, String file, String origin) {
        try {
            return Files.readString(Path.of(file)).stripTrailing();
        } catch (NoSuchFileException _) {
            problems.add(key.path(), "there is no file " + file, origin);
        } catch (IOException | InvalidPathException e) {
            problems.add(key.path(), "cannot read " + file + ": " + e, origin);
        }
        return null;
    }
}
