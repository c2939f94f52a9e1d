package dialtone.sip.call;

import dialtone.media.srtp.SdesKey;
import dialtone.media.srtp.SrtpKey;
import dialtone.media.srtp.SrtpProfile;
import dialtone.sip.sdp.Crypto;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// Our keys for one phone's media, of which one is used (RFC 4568).
///
/// Threading: immutable.
final class SdesKeys {

    /// In the order in which they are offered: what every phone can do comes last.
    private static final List<SrtpProfile> PROFILES =
            List.of(
                    SrtpProfile.AEAD_AES_256_GCM,
                    SrtpProfile.AEAD_AES_128_GCM,
                    SrtpProfile.AES_256_CM_HMAC_SHA1_80,
                    SrtpProfile.AES_CM_128_HMAC_SHA1_80,
                    SrtpProfile.AES_CM_128_HMAC_SHA1_32);

    /// What we offer: each line takes room in an INVITE, which must fit into one datagram.
    private static final Set<SrtpProfile> OFFERED =
            Set.of(SrtpProfile.AEAD_AES_256_GCM, SrtpProfile.AES_CM_128_HMAC_SHA1_80);

    /// The names of what can be agreed on.
    static final List<String> SUITES = PROFILES.stream().map(SrtpProfile::name).toList();

    private final List<SdesKey> keys;

    private SdesKeys(List<SdesKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /// A new key for each suite.
    static SdesKeys random(SecureRandom random) {
        List<SdesKey> keys = new ArrayList<>();
        for (SrtpProfile profile : PROFILES) {
            keys.add(new SdesKey(keys.size() + 1, SrtpKey.random(profile, random)));
        }
        return new SdesKeys(keys);
    }

    /// As answers have them: whatever was offered has one.
    List<Crypto> lines() {
        return lines(keys.stream());
    }

    /// As our offers have them.
    List<Crypto> offered() {
        return lines(keys.stream().filter(each -> OFFERED.contains(each.key().profile())));
    }

    private static List<Crypto> lines(Stream<SdesKey> keys) {
        return keys.map(key -> Objects.requireNonNull(Crypto.parse(key.format()), "ours is right"))
                .toList();
    }

    /// The key of a line of ours, whose tag may be that of another's line.
    @Nullable SrtpKey of(Crypto line) {
        for (SdesKey each : keys) {
            if (each.key().profile().name().equals(line.suite())) {
                return each.key();
            }
        }
        return null;
    }

    /// The key of another's line; null when it cannot be used.
    static @Nullable SrtpKey read(Crypto line) {
        return SdesKey.parse(line.line()) instanceof SdesKey.Outcome.Usable(SdesKey key)
                ? key.key()
                : null;
    }
}
