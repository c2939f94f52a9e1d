package dialtone.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dialtone.config.Nearest;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/// What is logged from which level on: as the configuration says, and as an operator wishes while
/// the process runs.
///
/// There is one log in a process, so there is one of this.
///
/// Threading: for any number of threads.
public final class LogLevels {

    private static final String OURS = "dialtone";
    private static final String ALL = Logger.ROOT_LOGGER_NAME;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*");

    private static final AtomicReference<LoggingConfig> configured =
            new AtomicReference<>(LoggingConfig.defaults());

    /// What differs from it.
    @GuardedBy("LogLevels.class")
    private static final Map<String, org.slf4j.event.Level> wished = new TreeMap<>();

    private LogLevels() {}

    /// One that has a level of its own; what is not listed has that of the package around it.
    ///
    /// @param logger a class or package, or ROOT for everything
    /// @param level in lower case
    /// @param changed whether an operator has set it
    public record Entry(String logger, String level, boolean changed) {}

    /// Sets what the configuration says, and forgets all wishes.
    public static synchronized void configure(LoggingConfig config) {
        configured.set(config);
        wished.clear();
        for (Logger logger : context().getLoggerList()) {
            logger.setLevel(logger.getName().equals(ALL) ? Level.WARN : null);
        }
        configuredLevels().forEach(LogLevels::apply);
    }

    /// Sets other levels until the process ends or is configured anew: all, or none when something
    /// is wrong with one.
    ///
    /// @param levels by the names of classes and packages; null for what is configured
    /// @return what is wrong, in words; empty when it is done
    public static synchronized List<String> change(
            Map<String, org.slf4j.event.@Nullable Level> levels) {
        List<String> problems = new ArrayList<>();
        levels.keySet().forEach(name -> check(name, problems));
        if (problems.isEmpty()) {
            for (var wish : levels.entrySet()) {
                set(wish.getKey(), wish.getValue());
            }
        }
        return problems;
    }

    /// Takes all wishes back.
    public static synchronized void reset() {
        configure(configured.get());
    }

    /// All that have a level of their own, by name.
    public static synchronized List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        for (Logger logger : context().getLoggerList()) {
            Level level = logger.getLevel();
            if (level != null) {
                String words = level.toString().toLowerCase(Locale.ROOT);
                entries.add(
                        new Entry(logger.getName(), words, wished.containsKey(logger.getName())));
            }
        }
        return entries;
    }

    private static Map<String, org.slf4j.event.Level> configuredLevels() {
        Map<String, org.slf4j.event.Level> levels = new TreeMap<>();
        levels.put(ALL, org.slf4j.event.Level.WARN);
        LoggingConfig config = configured.get();
        levels.put(OURS, config.level());
        levels.putAll(config.loggers());
        return levels;
    }

    @GuardedBy("LogLevels.class")
    private static void set(String name, org.slf4j.event.@Nullable Level level) {
        if (level == null) {
            wished.remove(name);
            apply(name, configuredLevels().get(name));
        } else {
            wished.put(name, level);
            apply(name, level);
        }
    }

    private static void apply(String name, org.slf4j.event.@Nullable Level level) {
        context().getLogger(name).setLevel(level == null ? null : Level.convertAnSLF4JLevel(level));
    }

    private static void check(String name, List<String> problems) {
        if (!NAME.matcher(name).matches()) {
            problems.add("'" + name + "' is no name of a Java class or package, nor ROOT");
        } else if (!isKnown(name)) {
            problems.add(
                    "there is no class or package '" + name + "'" + Nearest.hint(name, packages()));
        }
    }

    /// Whether something has that name: it has logged already, or could.
    private static boolean isKnown(String name) {
        if (context().exists(name) != null) {
            return true;
        }
        String path = name.replace('.', '/');
        ClassLoader loader = LogLevels.class.getClassLoader();
        return loader.getResource(path + ".class") != null
                || loader.getResource(path + "/package-info.class") != null
                || loader.getResource(path + "/") != null;
    }

    private static Set<String> packages() {
        Set<String> names = new HashSet<>();
        context().getLoggerList().forEach(logger -> names.add(logger.getName()));
        return names;
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
