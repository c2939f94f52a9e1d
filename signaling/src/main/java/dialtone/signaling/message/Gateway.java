package dialtone.signaling.message;

import java.util.List;

/// Where the media of calls to phones goes: the same for all of them, so that a client may begin
/// with it before its call is answered.
///
/// @param fingerprint of its certificate, as SDP has it: `sha-256 12:AB:...`
/// @param candidates of ICE, as SDP has them behind `candidate:`
/// @param ufragPrefix how user name fragments are to begin that clients choose for it: its checks
///     are kept for a call that has yet to come
public record Gateway(String fingerprint, List<String> candidates, String ufragPrefix) {

    public Gateway {
        candidates = List.copyOf(candidates);
    }

    /// What a client wants the gateway to be known by in a call, so that its connectivity checks
    /// need not wait for the answer.
    ///
    /// @param ufrag of 12 to 64 characters that ICE has (RFC 8839 section 5.4)
    /// @param password of 22 to 64
    public record Ice(String ufrag, String password) {

        /// Says nothing of the password.
        @Override
        public String toString() {
            return "Ice[ufrag=" + ufrag + "]";
        }
    }
}
