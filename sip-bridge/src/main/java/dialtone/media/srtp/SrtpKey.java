package dialtone.media.srtp;

import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.security.SecureRandom;

/// The master key and salt that one end protects its packets with.
///
/// Threading: immutable.
public final class SrtpKey {

    private final SrtpProfile profile;
    private final byte[] key;
    private final byte[] salt;

    private SrtpKey(SrtpProfile profile, byte[] key, byte[] salt) {
        this.profile = profile;
        this.key = key;
        this.salt = salt;
    }

    /// A key of bytes, as long as the profile has them.
    public static SrtpKey of(SrtpProfile profile, byte[] key, byte[] salt) {
        if (key.length != profile.keyBytes() || salt.length != profile.saltBytes()) {
            throw new IllegalArgumentException(
                    "a key of %d and a salt of %d bytes (expected for %s: %d and %d)"
                            .formatted(
                                    key.length,
                                    salt.length,
                                    profile,
                                    profile.keyBytes(),
                                    profile.saltBytes()));
        }
        return new SrtpKey(profile, key.clone(), salt.clone());
    }

    public static SrtpKey random(SrtpProfile profile, SecureRandom random) {
        byte[] key = new byte[profile.keyBytes()];
        byte[] salt = new byte[profile.saltBytes()];
        random.nextBytes(key);
        random.nextBytes(salt);
        return new SrtpKey(profile, key, salt);
    }

    public SrtpProfile profile() {
        return profile;
    }

    public byte[] key() {
        return key.clone();
    }

    public byte[] salt() {
        return salt.clone();
    }

    /// Whether another is the same key, by its bytes.
    public boolean isSameAs(@Nullable SrtpKey other) {
        return other != null
                && profile == other.profile
                && MessageDigest.isEqual(key, other.key)
                && MessageDigest.isEqual(salt, other.salt);
    }

    /// Says nothing of the key itself, for it might be logged.
    @Override
    public String toString() {
        return profile + " key";
    }
}
