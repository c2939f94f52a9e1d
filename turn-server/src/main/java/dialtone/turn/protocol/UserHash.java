package dialtone.turn.protocol;

import java.util.HexFormat;

/// A user's name that only who knows it can read (RFC 8489 section 14.4).
///
/// @param hex of SHA-256 over `username:realm`
public record UserHash(String hex) {

    static final int BYTES = 32;

    public static UserHash of(String username, String realm) {
        return of(PasswordAlgorithm.SHA256.hash(username + ":" + realm));
    }

    static UserHash of(byte[] hash) {
        return new UserHash(HexFormat.of().formatHex(hash));
    }
}
