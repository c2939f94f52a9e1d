package dialtone.media.dtmf;

/// Sends digits as events (RFC 4733): packets in place of the sound, every 20 ms, and the last of
/// each digit three times.
///
/// *Threading*: one thread.
public final class TelephoneEventSender {

    /// The time from one [#tick] to the next.
    public static final int TICK_MILLIS = 20;

    private static final int BYTES = 4;
    private static final int END = 0x80;

    /// 10 dB below the reference: as loud as telephones are.
    private static final int VOLUME = 10;

    private static final int MOST_DURATION = 0xFFFF;
    private static final int END_REPEATS = 2;

    /// Takes the packets.
    @FunctionalInterface
    public interface Output {

        /// Takes one packet; it needs the stream's next sequence number.
        ///
        /// @param timestamp of the digit's beginning
        /// @param marker whether the digit begins with it
        /// @param payload of four bytes, to be read before the method returns
        void packet(int timestamp, boolean marker, byte[] payload);
    }

    private final DigitQueue queue = new DigitQueue();
    private final int unitsPerMilli;
    private final Output output;
    private final byte[] payload = new byte[BYTES];

    /// Where the event or its segment began; a segment is what 16 bits can count.
    private int timestamp;

    private int segmentMillis;
    private int endsLeft;

    /// Begins with nothing to send.
    ///
    /// @param clockRate of the events' payload type; it is that of the sound's
    public TelephoneEventSender(int clockRate, Output output) {
        unitsPerMilli = clockRate / 1000;
        this.output = output;
    }

    /// Begins a digit, or puts it behind those that wait; false if it is none, or too many wait.
    public boolean press(char digit) {
        return queue.press(digit);
    }

    /// Ends the digit that was pressed last.
    public void release(int millis) {
        queue.release(millis);
    }

    /// Sends what is due.
    ///
    /// Hot path: called per packet.
    ///
    /// @param now the stream's timestamp
    /// @return whether it is a digit's time: no sound is to be sent
    public boolean tick(int now) {
        if (endsLeft > 0) {
            endsLeft--;
            output.packet(timestamp, false, payload);
        }
        if (!queue.isSounding()) {
            boolean isBusy = !queue.isEmpty();
            queue.pass(TICK_MILLIS);
            return isBusy;
        }
        boolean isFirst = queue.elapsed() == 0;
        if (isFirst) {
            timestamp = now;
            segmentMillis = 0;
        } else if ((segmentMillis + TICK_MILLIS) * unitsPerMilli > MOST_DURATION) {
            timestamp += segmentMillis * unitsPerMilli;
            segmentMillis = 0;
        }
        int code = Digits.code(queue.digit());
        segmentMillis += TICK_MILLIS;
        boolean isLast = queue.pass(TICK_MILLIS);
        write(code, isLast, segmentMillis * unitsPerMilli);
        output.packet(timestamp, isFirst, payload);
        endsLeft = isLast ? END_REPEATS : 0;
        return true;
    }

    private void write(int code, boolean isLast, int duration) {
        payload[0] = (byte) code;
        payload[1] = (byte) (isLast ? END | VOLUME : VOLUME);
        payload[2] = (byte) (duration >> 8);
        payload[3] = (byte) duration;
    }
}
