package dialtone.signaling.message;

/// Why a call to a phone is over, in the words of the phone network: a SIP response (RFC 3261
/// section 21), or what a Reason header told (RFC 3326).
///
/// @param code 200 to 699
/// @param text as it came, cleaned for showing; may be empty
public record Cause(int code, String text) {

    /// Checks the code.
    ///
    /// @throws IllegalArgumentException when it is no final response's
    public Cause {
        if (code < 200 || code > 699) {
            throw new IllegalArgumentException(code + " is no code of a final SIP response");
        }
    }
}
