package dialtone.media.ice;

import dialtone.turn.protocol.Integrity;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/// What checks of one generation are known by (RFC 8445 section 5.3), one end's.
///
/// @param ufrag the user name fragment
/// @param password what the other end's checks are vouched for with
public record IceCredentials(String ufrag, String password) {

    /// Others write those of base64 for addresses too, which RFC 8839 section 5.4 does not have.
    private static final String TAKEN = "[A-Za-z0-9+/=_-]";

    private static final Pattern UFRAG = Pattern.compile(TAKEN + "{4,256}");
    private static final Pattern PASSWORD = Pattern.compile(TAKEN + "{22,256}");

    private static final String CHARACTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// 72 bits, so that no two calls share one.
    private static final int UFRAG_LENGTH = 12;

    /// 192 bits.
    private static final int PASSWORD_LENGTH = 32;

    public IceCredentials {
        if (!isUfrag(ufrag) || !isPassword(password)) {
            throw new IllegalArgumentException(
                    "ice-ufrag "
                            + ufrag
                            + " (expected: 4 to 256 ICE characters, and 22 to 256 in"
                            + " the password)");
        }
    }

    /// Whether SDP may have it as `ice-ufrag`.
    public static boolean isUfrag(String text) {
        return UFRAG.matcher(text).matches();
    }

    /// Whether SDP may have it as `ice-pwd`.
    public static boolean isPassword(String text) {
        return PASSWORD.matcher(text).matches();
    }

    public static IceCredentials random(SecureRandom random) {
        return new IceCredentials(text(random, UFRAG_LENGTH), text(random, PASSWORD_LENGTH));
    }

    private static String text(SecureRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    Integrity integrity() {
        return Integrity.shortTerm(password);
    }

    /// Says nothing of the password, for it might be logged.
    @Override
    public String toString() {
        return "ice-ufrag " + ufrag;
    }
}
