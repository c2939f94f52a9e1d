package dialtone.sip.call;

import dialtone.media.MediaPort;
import dialtone.media.codec.Codecs;
import dialtone.signaling.task.Timers;
import dialtone.sip.dialog.CallRegistry;

import java.security.SecureRandom;

/// What all phone calls share.
///
/// @param isOpusFirst whether browsers speak Opus even if that must be coded anew
record PhoneLine(
        MediaPort media,
        Codecs codecs,
        boolean isOpusFirst,
        CallRegistry calls,
        Timers timers,
        SecureRandom random) {

    /// A name for one end's descriptions.
    long sessionId() {
        return random.nextLong();
    }

    /// Keys for one phone's media.
    SdesKeys keys() {
        return SdesKeys.random(random);
    }
}
