package dialtone.media.srtp;

import org.jitsi.srtp.SrtpPolicy;
import org.jspecify.annotations.Nullable;

/// A way to protect packets, by the name that SDP has for it (RFC 4568 section 6.2, RFC 6188,
/// RFC 7714 section 14.2).
public enum SrtpProfile {
    AES_CM_128_HMAC_SHA1_80(0x0001, SrtpPolicy.AESCM_ENCRYPTION, 16, 14, 10, 10),
    /// The tag of RTCP is the long one all the same (RFC 4568 section 6.2.2).
    AES_CM_128_HMAC_SHA1_32(0x0002, SrtpPolicy.AESCM_ENCRYPTION, 16, 14, 4, 10),
    /// For SDP alone: DTLS has no code for it.
    AES_256_CM_HMAC_SHA1_80(0, SrtpPolicy.AESCM_ENCRYPTION, 32, 14, 10, 10),
    AEAD_AES_128_GCM(0x0007, SrtpPolicy.AESGCM_ENCRYPTION, 16, 12, 16, 16),
    AEAD_AES_256_GCM(0x0008, SrtpPolicy.AESGCM_ENCRYPTION, 32, 12, 16, 16);

    private static final int HMAC_KEY_BYTES = 20;

    private final int dtlsCode;
    private final int encryption;
    private final int keyBytes;
    private final int saltBytes;
    private final int rtpTagBytes;
    private final int rtcpTagBytes;

    SrtpProfile(
            int dtlsCode,
            int encryption,
            int keyBytes,
            int saltBytes,
            int rtpTagBytes,
            int rtcpTagBytes) {
        this.dtlsCode = dtlsCode;
        this.encryption = encryption;
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.rtpTagBytes = rtpTagBytes;
        this.rtcpTagBytes = rtcpTagBytes;
    }

    /// The profile of a crypto suite's name in SDP; null when nobody knows it.
    public static @Nullable SrtpProfile named(String suite) {
        for (SrtpProfile profile : values()) {
            if (profile.name().equals(suite)) {
                return profile;
            }
        }
        return null;
    }

    /// The profile of a code in the `use_srtp` extension (RFC 5764 section 4.1.2); null when nobody
    /// knows it.
    public static @Nullable SrtpProfile ofDtlsCode(int code) {
        for (SrtpProfile profile : values()) {
            if (profile.dtlsCode == code && code != 0) {
                return profile;
            }
        }
        return null;
    }

    /// The code in the `use_srtp` extension; 0 when DTLS has none.
    public int dtlsCode() {
        return dtlsCode;
    }

    public int keyBytes() {
        return keyBytes;
    }

    public int saltBytes() {
        return saltBytes;
    }

    /// What protection adds to an RTP packet.
    int rtpTagBytes() {
        return rtpTagBytes;
    }

    /// What protection adds to an RTCP packet besides its index.
    int rtcpTagBytes() {
        return rtcpTagBytes;
    }

    /// Whether the tag is a part of the encryption (RFC 7714), and then stands before the index of
    /// an RTCP packet, not behind it.
    boolean isAead() {
        return encryption == SrtpPolicy.AESGCM_ENCRYPTION;
    }

    SrtpPolicy rtpPolicy() {
        return policy(rtpTagBytes);
    }

    SrtpPolicy rtcpPolicy() {
        return policy(rtcpTagBytes);
    }

    private SrtpPolicy policy(int tagBytes) {
        return isAead()
                ? new SrtpPolicy(
                        encryption,
                        keyBytes,
                        SrtpPolicy.NULL_AUTHENTICATION,
                        0,
                        tagBytes,
                        saltBytes)
                : new SrtpPolicy(
                        encryption,
                        keyBytes,
                        SrtpPolicy.HMACSHA1_AUTHENTICATION,
                        HMAC_KEY_BYTES,
                        tagBytes,
                        saltBytes);
    }
}
