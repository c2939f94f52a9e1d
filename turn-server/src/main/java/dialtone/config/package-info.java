/// Reads the configuration of every role into records: one YAML file, the environment and flags.
///
/// A record tree is the specification: a component is a key (`relayPortMin` is `relay-port-min`), a
/// record in a record is a section, its instance `defaults()` gives the defaults, and its
/// constructors say what is wrong. Nothing else needs to know a new key but `docs/reference.yaml`.
///
/// *Starting points:* [ConfigLoader][dialtone.config.ConfigLoader] reads,
/// [ConfigFlags][dialtone.config.ConfigFlags] is the command line's part of it, and
/// [Problems][dialtone.config.Problems] is what the records' constructors use.
///
/// *Threading:* everything runs on the thread that starts the program.
@NullMarked
package dialtone.config;

import org.jspecify.annotations.NullMarked;
