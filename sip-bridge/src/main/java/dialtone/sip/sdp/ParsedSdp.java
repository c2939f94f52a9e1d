package dialtone.sip.sdp;

/// What could be made of a body.
public sealed interface ParsedSdp {

    record Understood(SessionDescription description) implements ParsedSdp {}

    /// No description could be made of it.
    ///
    /// @param line counted from 1
    /// @param message words for a person: what was expected
    record Unreadable(int line, String message) implements ParsedSdp {}
}
