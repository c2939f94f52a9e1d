package dialtone.sip.check;

/// Something did not work.
final class CheckFailure extends Exception {

    private static final long serialVersionUID = 1;

    /// @param words that say what, and what to do
    CheckFailure(String words) {
        super(words);
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
