/// Digits of a keypad: as events in packets (RFC 4733) and as tones in the sound.
///
/// *Starting points*: [TelephoneEventReceiver] and [ToneDetector] tell a [DigitListener] what is
/// pressed; [TelephoneEventSender] and [ToneSender] send it. Each sender keeps digits that come too
/// fast, and lets none be shorter, or closer to the one before, than a telephone exchange can tell
/// apart.
///
/// *Threading*: everything has state and belongs to one thread at a time.
@NullMarked
package dialtone.media.dtmf;

import org.jspecify.annotations.NullMarked;
