package dialtone.media.dtmf;

/// Sends digits as tones in the sound, for ends that know no events.
///
/// *Threading*: one thread.
public final class ToneSender {

    private static final double ROW_AMPLITUDE = 5200;
    private static final double COLUMN_AMPLITUDE = 6500;
    private static final int RAMP_MILLIS = 2;

    private final DigitQueue queue = new DigitQueue();
    private final int sampleRate;
    private final int samplesPerMilli;

    private long sample;

    public ToneSender(int sampleRate) {
        this.sampleRate = sampleRate;
        samplesPerMilli = sampleRate / 1000;
    }

    /// Begins a digit, or puts it behind those that wait; false if it is none, or too many wait.
    public boolean press(char digit) {
        return queue.press(digit);
    }

    /// Ends the digit that was pressed last.
    public void release(int millis) {
        queue.release(millis);
    }

    /// Whether digits sound or wait, or a pause after one goes on.
    public boolean isBusy() {
        return !queue.isEmpty();
    }

    /// Writes over the sound while there are digits to send.
    ///
    /// Hot path: called per packet.
    ///
    /// @param samples whole milliseconds of them
    public void fill(short[] pcm, int at, int samples) {
        for (int i = 0; i < samples && !queue.isEmpty(); i += samplesPerMilli) {
            if (queue.isSounding()) {
                tone(queue.digit(), pcm, at + i);
            } else {
                for (int j = 0; j < samplesPerMilli; j++) {
                    pcm[at + i + j] = 0;
                }
            }
            queue.pass(1);
        }
    }

    private void tone(char digit, short[] pcm, int at) {
        double row = 2 * Math.PI * Digits.rowHz(digit) / sampleRate;
        double column = 2 * Math.PI * Digits.columnHz(digit) / sampleRate;
        sample = queue.elapsed() == 0 ? 0 : sample;
        double ramp = Math.min(1, (queue.elapsed() + 1.0) / (RAMP_MILLIS + 1));
        for (int j = 0; j < samplesPerMilli; j++) {
            double both =
                    ROW_AMPLITUDE * Math.sin(row * sample)
                            + COLUMN_AMPLITUDE * Math.sin(column * sample);
            pcm[at + j] = (short) (ramp * both);
            sample++;
        }
    }
}
