package dialtone.media.dtmf;

/// Is told what is pressed on a keypad.
public interface DigitListener {

    /// A key went down.
    void pressed(char digit);

    /// It went up again.
    ///
    /// @param millis how long it was down
    void released(char digit, int millis);
}
