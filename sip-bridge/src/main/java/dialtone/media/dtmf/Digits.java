package dialtone.media.dtmf;

/// The sixteen digits by their event codes (RFC 4733 section 3.2), and their tones.
public final class Digits {

    /// In the order of their codes.
    public static final String ALL = "0123456789*#ABCD";

    private static final int[] ROWS = {697, 770, 852, 941};
    private static final int[] COLUMNS = {1209, 1336, 1477, 1633};
    private static final String KEYPAD = "123A456B789C*0#D";

    private Digits() {}

    /// The event code; -1 for what is no digit. Small letters are taken for large ones.
    public static int code(char digit) {
        return ALL.indexOf(Character.toUpperCase(digit));
    }

    static int rowHz(char digit) {
        return ROWS[KEYPAD.indexOf(digit) / COLUMNS.length];
    }

    static int columnHz(char digit) {
        return COLUMNS[KEYPAD.indexOf(digit) % COLUMNS.length];
    }

    static int hz(int index) {
        return index < ROWS.length ? ROWS[index] : COLUMNS[index - ROWS.length];
    }

    static char at(int row, int column) {
        return KEYPAD.charAt(row * COLUMNS.length + column);
    }
}
