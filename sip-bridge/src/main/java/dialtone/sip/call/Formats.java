package dialtone.sip.call;

import dialtone.media.bridge.AudioFormat;
import dialtone.media.bridge.AudioFormat.PayloadTypes;
import dialtone.media.codec.Codec;
import dialtone.sip.sdp.Agreement;
import dialtone.sip.sdp.Format;
import dialtone.sip.sdp.PayloadFormat;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What SDP agrees on, in the terms of media.
final class Formats {

    /// All codecs, the cheapest first: what both sides speak needs no coding.
    static final List<Format> ALL = List.of(Format.PCMU, Format.PCMA, Format.G722, Format.OPUS);

    private static final int USUAL_EVENT_RATE = 8000;

    private Formats() {}

    static AudioFormat of(Agreement agreement) {
        PayloadFormat sentEvents = agreement.sentEvents();
        return new AudioFormat(
                codec(agreement.codec().format()),
                types(agreement.received().getFirst(), agreement.receivedEvents()),
                types(agreement.codec(), sentEvents),
                sentEvents == null ? USUAL_EVENT_RATE : sentEvents.format().clockRate(),
                agreement.ptimeMillis());
    }

    private static PayloadTypes types(PayloadFormat audio, @Nullable PayloadFormat events) {
        return new PayloadTypes(
                audio.payloadType(),
                events == null ? AudioFormat.NONE : events.payloadType(),
                AudioFormat.NONE);
    }

    private static Codec codec(Format format) {
        for (Codec codec : Codec.values()) {
            if (codec.encodingName().equalsIgnoreCase(format.encodingName())) {
                return codec;
            }
        }
        throw new IllegalArgumentException("nobody has agreed on " + format);
    }
}
