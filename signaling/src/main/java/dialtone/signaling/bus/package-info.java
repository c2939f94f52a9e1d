/// What tells of changes to whoever follows them, wherever they are: the seam at which several
/// machines will come together.
///
/// What goes over it are records that hold data alone, so that they can be written down.
///
/// *Starting points*: [Bus]; a [Topic] names what is followed; [LocalBus] is its form in one
/// process.
///
/// *Threading*: for any number of threads. Nothing waits.
@NullMarked
package dialtone.signaling.bus;

import org.jspecify.annotations.NullMarked;
