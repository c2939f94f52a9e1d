/// Sound that we make ourselves: several people's voices in one, tones, and music for who waits.
///
/// *Starting points*: [Mixer]; [Tone] and [ToneGenerator]; [HoldMusic].
///
/// *Threading*: everything but [Tone] has state and belongs to one thread at a time.
@NullMarked
package dialtone.media.mix;

import org.jspecify.annotations.NullMarked;
