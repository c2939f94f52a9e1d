package dialtone.sip.call;

import dialtone.media.bridge.AudioFormat;
import dialtone.sip.sdp.Agreement;
import dialtone.sip.sdp.Format;

/// What an end has agreed on.
///
/// @param codec that it is sent and sends
/// @param format the same in the terms of media
/// @param isHolding whether it takes nothing from the other end: it holds the call
record Spoken(Format codec, AudioFormat format, boolean isHolding) {

    static Spoken of(Agreement agreement) {
        return new Spoken(
                agreement.codec().format(),
                Formats.of(agreement),
                !agreement.direction().isReceiving());
    }
}
