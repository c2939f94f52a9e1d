package dialtone.logging;

import org.slf4j.event.Level;

import java.util.Map;

/// What is logged, and how.
///
/// @param level of Dialtone's own messages; libraries say only what is worth a warning
/// @param loggers levels that differ, by the name of a class or package
/// @param redact whether parts of addresses and phone numbers are left out
public record LoggingConfig(
        Level level, Format format, Map<String, Level> loggers, boolean redact) {

    /// How a message is written.
    public enum Format {
        /// A line for a person.
        TEXT,
        /// A JSON object on one line.
        JSON
    }

    public LoggingConfig {
        loggers = Map.copyOf(loggers);
    }

    public static LoggingConfig defaults() {
        return new LoggingConfig(Level.INFO, Format.TEXT, Map.of(), true);
    }
}
