/// Reads the configuration of every role: one YAML file, the environment and flags, into records.
@NullMarked
package dialtone.config;

import org.jspecify.annotations.NullMarked;
