package dialtone.sip.sdp;

/// Reads numbers that strangers wrote.
final class Numbers {

    static final int NONE = -1;

    private static final int MOST_DIGITS = 10;

    private Numbers() {}

    /// A decimal number without a sign, [#NONE] when it is something else or more than the most.
    static int parse(String text, int most) {
        boolean isNumber =
                !text.isEmpty()
                        && text.length() <= MOST_DIGITS
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber) {
            return NONE;
        }
        long number = Long.parseLong(text);
        return number <= most ? (int) number : NONE;
    }
}
