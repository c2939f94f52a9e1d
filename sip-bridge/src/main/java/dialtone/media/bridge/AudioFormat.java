package dialtone.media.bridge;

import dialtone.media.codec.Codec;

import java.util.Set;

/// What is spoken with a leg, as its SDP says.
///
/// @param received payload types of packets that come from the leg
/// @param sent payload types of packets to the leg
/// @param eventClockRate of keypad events, for durations; 8000 or 48000. Timestamps are the codec's
/// @param packetMillis how long packets are that the leg wants
public record AudioFormat(
        Codec codec,
        PayloadTypes received,
        PayloadTypes sent,
        int eventClockRate,
        int packetMillis) {

    /// A payload type that there is not.
    public static final int NONE = -1;

    private static final Set<Integer> CODED_MILLIS = Set.of(10, 20, 40, 60);
    private static final int USUAL_MILLIS = 20;

    public AudioFormat {
        if (eventClockRate < 1000) {
            throw new IllegalArgumentException(
                    "the clock of events runs at 8000 or 48000 Hz, not " + eventClockRate);
        }
    }

    /// Payload types of one direction.
    ///
    /// @param event of keypad events (RFC 4733), or [#NONE]
    /// @param noise of comfort noise (RFC 3389), or [#NONE]
    public record PayloadTypes(int audio, int event, int noise) {

        private static final int LAST = 127;

        public PayloadTypes {
            check(audio, 0);
            check(event, NONE);
            check(noise, NONE);
        }

        private static void check(int type, int least) {
            if (type < least || type > LAST) {
                throw new IllegalArgumentException("a payload type is 0 to 127, not " + type);
            }
        }

        boolean hasEvents() {
            return event != NONE;
        }

        /// What a packet is.
        ///
        /// Hot path: called per packet.
        Kind kind(int type) {
            if (type == audio) {
                return Kind.AUDIO;
            }
            if (type == event) {
                return Kind.EVENT;
            }
            return type == noise ? Kind.NOISE : Kind.OTHER;
        }
    }

    /// How long packets are that we make: what the leg wants, if that can be coded.
    int codedMillis() {
        return CODED_MILLIS.contains(packetMillis) ? packetMillis : USUAL_MILLIS;
    }
}
