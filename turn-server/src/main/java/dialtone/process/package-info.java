/// What every program of ours has in common: how it ends, and what it tells the JVM's recorder.
///
/// *Starting points:* [StopSignals][dialtone.process.StopSignals],
/// [ExitCode][dialtone.process.ExitCode].
@NullMarked
package dialtone.process;

import org.jspecify.annotations.NullMarked;
