package dialtone.turn.auth;

import dialtone.turn.protocol.Integrity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What an authorization server has granted a client (RFC 7635), taken out of its token.
///
/// @param kid which key the token was sealed with, and the client's username
/// @param id no other token of the kid has it
/// @param keys one of them must have made the client's messages
/// @param issued when it was made
/// @param validity how long it counts, with what clocks may differ by
public record AccessToken(
        String kid, String id, List<Integrity> keys, Instant issued, Duration validity) {

    public AccessToken {
        keys = List.copyOf(keys);
    }

    /// How long it still counts; not positive when it does not (RFC 7635 section 7). A token of the
    /// future counts as one that is as old.
    Duration left(Instant now) {
        return validity.minus(Duration.between(issued, now).abs());
    }
}
