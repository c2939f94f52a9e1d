package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the two sides of a leg came to.
///
/// @param local our description: the answer to send, or the offer that was answered
/// @param codec what we send, numbered as the other side wants it
/// @param received what the other side may send, numbered as we want it; the codec is the first
/// @param sentEvents keypad events we may send, null when only sound or SIP can carry them. Their
///     clock rate counts for durations; timestamps are the codec's
/// @param receivedEvents keypad events the other side may send
/// @param ptimeMillis how long the packets are that the other side wants
/// @param direction as we see it
/// @param localCrypto our keys when the remote ones are used, else null
public record Agreement(
        SessionDescription local,
        PayloadFormat codec,
        List<PayloadFormat> received,
        @Nullable PayloadFormat sentEvents,
        @Nullable PayloadFormat receivedEvents,
        int ptimeMillis,
        Direction direction,
        RemoteMedia remote,
        @Nullable Crypto localCrypto)
        implements Answered {

    public Agreement {
        received = List.copyOf(received);
    }
}
