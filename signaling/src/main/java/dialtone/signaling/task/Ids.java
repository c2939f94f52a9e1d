package dialtone.signaling.task;

import java.security.SecureRandom;

/// Names for sessions, calls and peers, that nobody can guess.
public final class Ids {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 20;
    private static final int SECRET_LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /// A new name: the prefix and 100 random bits.
    public static String next(String prefix) {
        return next(prefix, LENGTH);
    }

    /// A secret that is worth a session: 160 random bits.
    public static String secret() {
        return next("", SECRET_LENGTH);
    }

    private static String next(String prefix, int length) {
        byte[] random = new byte[length];
        RANDOM.nextBytes(random);
        StringBuilder id = new StringBuilder(prefix.length() + length).append(prefix);
        for (byte b : random) {
            id.append(ALPHABET.charAt(b & 31));
        }
        return id.toString();
    }
}
