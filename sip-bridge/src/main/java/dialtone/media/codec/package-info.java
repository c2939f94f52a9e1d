/// Speech codecs, and all that stands between a packet of one and a packet of another.
///
/// *Starting points*: [Codecs] opens [AudioDecoder]s and [AudioEncoder]s, [Transcoder] makes a
/// stream of one [Codec] from a stream of another, [Playout] gives 20 ms of sound whenever they
/// are due.
///
/// *Threading*: [Codecs] and [Codec] are for all threads. Everything else has state and belongs to
/// one thread at a time.
@NullMarked
package dialtone.media.codec;

import org.jspecify.annotations.NullMarked;
