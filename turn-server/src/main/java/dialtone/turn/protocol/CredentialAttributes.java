package dialtone.turn.protocol;

import org.ice4j.attribute.Attribute;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Who a message says it is from: the attributes of long-term credentials (RFC 8489 sections 14.3,
/// 14.4 and 14.9 to 14.12) and of tokens (RFC 7635 section 6), of each the first. ice4j lacks half
/// of them, and checks none.
///
/// Threading: filled by the thread that reads the message, and constant from then on.
final class CredentialAttributes {

    static final char ACCESS_TOKEN = 0x001b;
    static final char PASSWORD_ALGORITHM = 0x001d;
    static final char USERHASH = 0x001e;
    static final char PASSWORD_ALGORITHMS = 0x8002;
    static final char THIRD_PARTY_AUTHORIZATION = 0x802e;

    private static final int MAX_USERNAME_BYTES = 508;

    /// RFC 5389 let them have 128 characters, of which this much was to be read.
    private static final int MAX_TEXT_BYTES = 763;

    private @Nullable String username;
    private @Nullable UserHash userHash;
    private @Nullable String realm;
    private @Nullable String nonce;
    private byte @Nullable [] accessToken;
    private byte @Nullable [] chosen;
    private byte @Nullable [] offered;

    static boolean includes(char attribute) {
        return switch (attribute) {
            case Attribute.USERNAME,
                    Attribute.REALM,
                    Attribute.NONCE,
                    ACCESS_TOKEN,
                    USERHASH,
                    PASSWORD_ALGORITHM,
                    PASSWORD_ALGORITHMS ->
                    true;
            default -> false;
        };
    }

    /// Takes one in.
    ///
    /// @param at where its value begins
    /// @return what is wrong with it, for its sender; null when nothing is
    @Nullable String read(char attribute, byte[] message, int at, int length) {
        byte[] value = Arrays.copyOfRange(message, at, at + length);
        try {
            return switch (attribute) {
                case Attribute.USERNAME -> readUsername(value);
                case Attribute.REALM -> readRealm(value);
                case Attribute.NONCE -> readNonce(value);
                case USERHASH -> readUserHash(value);
                case ACCESS_TOKEN -> {
                    accessToken = accessToken == null ? value : accessToken;
                    yield null;
                }
                case PASSWORD_ALGORITHM -> {
                    chosen = chosen == null ? value : chosen;
                    yield null;
                }
                case PASSWORD_ALGORITHMS -> {
                    offered = offered == null ? value : offered;
                    yield null;
                }
                default -> throw new IllegalArgumentException("no credential: " + (int) attribute);
            };
        } catch (CharacterCodingException _) {
            return "USERNAME, REALM and NONCE are UTF-8.";
        }
    }

    private @Nullable String readUsername(byte[] value) throws CharacterCodingException {
        if (value.length > MAX_USERNAME_BYTES) {
            return "USERNAME has 508 bytes at most.";
        }
        username = username == null ? text(value) : username;
        return null;
    }

    private @Nullable String readRealm(byte[] value) throws CharacterCodingException {
        if (value.length > MAX_TEXT_BYTES) {
            return "REALM has 763 bytes at most.";
        }
        realm = realm == null ? text(value) : realm;
        return null;
    }

    private @Nullable String readNonce(byte[] value) throws CharacterCodingException {
        if (value.length > MAX_TEXT_BYTES) {
            return "NONCE has 763 bytes at most.";
        }
        nonce = nonce == null ? text(value) : nonce;
        return null;
    }

    private @Nullable String readUserHash(byte[] value) {
        if (value.length != UserHash.BYTES) {
            return "USERHASH has 32 bytes.";
        }
        userHash = userHash == null ? UserHash.of(value) : userHash;
        return null;
    }

    /// A decoder of its own says what is no UTF-8; a String would replace it, and two names might
    /// become one.
    private static String text(byte[] value) throws CharacterCodingException {
        if (isAscii(value)) {
            return new String(value, StandardCharsets.US_ASCII);
        }
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    }

    private static boolean isAscii(byte[] value) {
        for (byte each : value) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }

    @Nullable String username() {
        return username;
    }

    @Nullable UserHash userHash() {
        return userHash;
    }

    /// Whatever stands in it.
    byte @Nullable [] accessToken() {
        return accessToken;
    }

    @Nullable String realm() {
        return realm;
    }

    @Nullable String nonce() {
        return nonce;
    }

    /// The three conditions of RFC 8489 section 9.2.4.
    PasswordChoice passwordChoice() {
        if (chosen == null && offered == null) {
            return new PasswordChoice.None();
        }
        if (chosen == null || offered == null) {
            return new PasswordChoice.Wrong(
                    "PASSWORD-ALGORITHM and PASSWORD-ALGORITHMS come together.");
        }
        if (!Arrays.equals(offered, PasswordAlgorithm.offer())) {
            return new PasswordChoice.Wrong("PASSWORD-ALGORITHMS is not what was offered.");
        }
        PasswordAlgorithm algorithm = PasswordAlgorithm.of(chosen);
        return algorithm == null
                ? new PasswordChoice.Wrong("PASSWORD-ALGORITHM is none of those offered.")
                : new PasswordChoice.Agreed(algorithm);
    }
}
