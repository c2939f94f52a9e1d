package dialtone.signaling.message;

/// What a caller wants to send; a hint for the ringing screen, the description decides.
public record Media(boolean audio, boolean video) {

    /// What is meant when nothing is said.
    public static final Media DEFAULT = new Media(true, false);
}
