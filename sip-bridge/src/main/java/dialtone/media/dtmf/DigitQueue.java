package dialtone.media.dtmf;

/// Digits that are to be sent, one after the other, and how far the first of them is.
///
/// *Threading*: one thread.
final class DigitQueue {

    /// Shorter digits and pauses are not told apart everywhere (ITU-T Q.24 wants 40 ms of both).
    static final int LEAST_MILLIS = 80;

    static final int PAUSE_MILLIS = 60;

    private static final int CAPACITY = 64;
    private static final int OPEN = Integer.MAX_VALUE;

    private final char[] digits = new char[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private int first;
    private int count;
    private int elapsed;
    private int pause;

    /// Adds a digit that goes on until [#release]; false if it is none, or too many wait.
    boolean press(char digit) {
        if (Digits.code(digit) < 0 || count == CAPACITY) {
            return false;
        }
        int at = (first + count) % CAPACITY;
        digits[at] = Character.toUpperCase(digit);
        lengths[at] = OPEN;
        count++;
        return true;
    }

    /// Ends the last digit.
    void release(int millis) {
        int last = (first + count + CAPACITY - 1) % CAPACITY;
        if (count > 0 && lengths[last] == OPEN) {
            lengths[last] = Math.max(millis, LEAST_MILLIS);
        }
    }

    /// Whether a digit sounds now.
    boolean isSounding() {
        return count > 0 && pause == 0;
    }

    boolean isEmpty() {
        return count == 0 && pause == 0;
    }

    char digit() {
        return digits[first];
    }

    /// How long the digit has sounded.
    int elapsed() {
        return elapsed;
    }

    /// Lets time pass; whether the digit ends with it.
    boolean pass(int millis) {
        if (!isSounding()) {
            pause = Math.max(0, pause - millis);
            return false;
        }
        elapsed += millis;
        if (elapsed < lengths[first]) {
            return false;
        }
        first = (first + 1) % CAPACITY;
        count--;
        elapsed = 0;
        pause = PAUSE_MILLIS;
        return true;
    }
}
