/// Calls as media: two legs joined, or one leg with sounds of our own.
///
/// *Starting points*: [MediaBridge] joins two legs; [SoundLeg] answers one with tones, music, its
/// own echo or a [KeypadMenu]. Both speak as [AudioFormat] says, and tell [LegStatistics].
///
///     leg -> LegEnd -+-> Relay, with or without a Transcoder -> OutgoingStream -> other leg
///                    +-> DigitEar -> DigitListener
///
/// *Threading*: both are made and steered from any thread; what they do with packets, and whom
/// they tell of digits, is on the port's.
@NullMarked
package dialtone.media.bridge;

import org.jspecify.annotations.NullMarked;
