package dialtone.media.dtmf;

/// Knows digits by their events (RFC 4733), each once, whichever of its packets arrive.
///
/// All packets of a digit have the timestamp of its beginning; that tells digits apart. Very long
/// ones consist of segments, each with a timestamp where the one before it ended.
///
/// *Threading*: one thread.
public final class TelephoneEventReceiver {

    private static final int BYTES = 4;
    private static final int END = 0x80;

    /// Senders repeat what goes on every 50 ms at least: after this, the end was lost.
    private static final long LOST_NANOS = 200_000_000L;

    /// After this the sender may have begun its clock anew.
    private static final long FORGET_NANOS = 5_000_000_000L;

    private final int clockRate;
    private final DigitListener listener;

    private boolean hasAny;
    private boolean isDown;
    private int code;
    private int beginning;
    private int segment;
    private int segmentUnits;
    private long lastNanos;

    public TelephoneEventReceiver(int clockRate, DigitListener listener) {
        this.clockRate = clockRate;
        this.listener = listener;
    }

    /// Takes a packet. What is no digit is left out.
    ///
    /// Hot path: called per packet.
    public void receive(int timestamp, byte[] payload, int offset, int length, long nowNanos) {
        if (length < BYTES || (payload[offset] & 0xFF) >= Digits.ALL.length()) {
            return;
        }
        int event = payload[offset] & 0xFF;
        int units = (payload[offset + 2] & 0xFF) << 8 | (payload[offset + 3] & 0xFF);
        if (!isKnown(timestamp, event, nowNanos)) {
            begin(timestamp, event);
        } else if (timestamp != segment || !isDown || event != code) {
            return;
        }
        lastNanos = nowNanos;
        segmentUnits = Math.max(segmentUnits, units);
        if ((payload[offset + 1] & END) != 0) {
            end();
        }
    }

    /// Whether the packet belongs to the digit we have, or one before it.
    private boolean isKnown(int timestamp, int event, long nowNanos) {
        if (!hasAny || nowNanos - lastNanos > FORGET_NANOS) {
            return false;
        }
        int ahead = timestamp - segment;
        boolean isNextSegment =
                isDown && event == code && ahead >= segmentUnits && isSegment(ahead);
        if (isNextSegment) {
            segment = timestamp;
            segmentUnits = 0;
        }
        return ahead <= 0 || isNextSegment;
    }

    /// Whether so many units are what 16 bits can count, or nearly that.
    private boolean isSegment(int units) {
        return units > 0xFFFF - clockRate / 10 && units <= 0x10000;
    }

    private void begin(int timestamp, int event) {
        if (isDown) {
            end();
        }
        hasAny = true;
        isDown = true;
        code = event;
        beginning = timestamp;
        segment = timestamp;
        segmentUnits = 0;
        listener.pressed(Digits.ALL.charAt(code));
    }

    /// Ends a digit whose last packets were all lost; to be called now and then.
    public void poll(long nowNanos) {
        if (isDown && nowNanos - lastNanos > LOST_NANOS) {
            end();
        }
    }

    private void end() {
        isDown = false;
        long units = (long) (segment - beginning) + segmentUnits;
        listener.released(Digits.ALL.charAt(code), (int) (units * 1000 / clockRate));
    }
}
