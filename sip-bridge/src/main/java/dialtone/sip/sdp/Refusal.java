package dialtone.sip.sdp;

/// An offer or an answer that cannot be used.
///
/// @param status SIP's, for an offer that came in a request
/// @param message words for a person
public record Refusal(int status, String message) implements Offered, Answered {

    private static final int NOT_ACCEPTABLE = 488;

    static Refusal notAcceptable(String message) {
        return new Refusal(NOT_ACCEPTABLE, message);
    }
}
