/// What every program of ours has in common: how it ends.
///
/// *Starting points:* [StopSignals][dialtone.process.StopSignals],
/// [ExitCode][dialtone.process.ExitCode].
@NullMarked
package dialtone.process;

import org.jspecify.annotations.NullMarked;
