package dialtone.sip.call;

import dialtone.media.MediaPort;
import dialtone.media.codec.Codecs;
import dialtone.sip.dialog.CallRegistry;

import java.util.random.RandomGenerator;

/// What all phone calls share.
record PhoneLine(MediaPort media, Codecs codecs, CallRegistry calls, RandomGenerator random) {

    /// A name for one end's descriptions.
    long sessionId() {
        return random.nextLong();
    }
}
