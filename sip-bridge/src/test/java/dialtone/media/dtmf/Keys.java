package dialtone.media.dtmf;

/// Writes down what it is told.
final class Keys implements DigitListener {

    final StringBuilder pressed = new StringBuilder();
    int released;
    int leastMillis = Integer.MAX_VALUE;
    int mostMillis;

    @Override
    public void pressed(char digit) {
        pressed.append(digit);
    }

    @Override
    public void released(char digit, int millis) {
        if (pressed.charAt(released) != digit) {
            throw new IllegalStateException(digit + " was not pressed");
        }
        released++;
        leastMillis = Math.min(leastMillis, millis);
        mostMillis = Math.max(mostMillis, millis);
    }
}
