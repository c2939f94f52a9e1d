package dialtone.media.dtls;

import dialtone.media.srtp.SrtpKey;
import dialtone.media.srtp.SrtpProfile;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// What both roles of a handshake agree to, and what they want of the other end.
///
/// Threading: for the handshake's thread.
final class Agreement {

    static final ProtocolVersion[] VERSIONS = ProtocolVersion.DTLSv12.only();

    /// After so long a flight is sent again, for the first time: somebody waits for the call.
    static final int RESEND_MILLIS = 200;

    /// Keys that are forgotten and encryption that authenticates; browsers have all of them.
    private static final int[] SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    };

    /// The one that costs the least for each packet first.
    private static final List<SrtpProfile> PROFILES =
            List.of(
                    SrtpProfile.AEAD_AES_128_GCM,
                    SrtpProfile.AEAD_AES_256_GCM,
                    SrtpProfile.AES_CM_128_HMAC_SHA1_80);

    private static final byte[] NO_KEY_IDENTIFIER = {};

    private final List<Fingerprint> expected;
    private boolean isVerified;
    private @Nullable SrtpProfile profile;
    private @Nullable DtlsKeys keys;
    private @Nullable String failure;

    /// @param expected one of them is of the other end's certificate
    Agreement(List<Fingerprint> expected) {
        this.expected = List.copyOf(expected);
    }

    static int[] suites() {
        return SUITES.clone();
    }

    /// What a client offers.
    static UseSRTPData offer() {
        return data(PROFILES.stream().mapToInt(SrtpProfile::dtlsCode).toArray());
    }

    private static UseSRTPData data(int... codes) {
        return new UseSRTPData(codes, NO_KEY_IDENTIFIER);
    }

    /// Takes the best of what the other end has: what a client offered, or a server chose.
    void choose(@Nullable UseSRTPData theirs) throws TlsFatalAlert {
        int[] codes = theirs == null ? new int[0] : theirs.getProtectionProfiles();
        for (SrtpProfile candidate : PROFILES) {
            if (Arrays.stream(codes).anyMatch(code -> code == candidate.dtlsCode())) {
                profile = candidate;
                return;
            }
        }
        throw failed(
                AlertDescription.handshake_failure,
                "the other end offers no way to protect media that is known here");
    }

    /// What a server chose.
    UseSRTPData chosen() {
        return data(agreed().dtlsCode());
    }

    private SrtpProfile agreed() {
        if (profile == null) {
            throw new IllegalStateException("no profile before the hello");
        }
        return profile;
    }

    /// Looks whether a certificate is the one that SDP told of.
    void check(@Nullable Certificate theirs) throws IOException {
        if (theirs == null || theirs.isEmpty()) {
            throw failed(AlertDescription.bad_certificate, "the other end shows no certificate");
        }
        byte[] encoded = theirs.getCertificateAt(0).getEncoded();
        if (expected.stream().noneMatch(fingerprint -> fingerprint.isOf(encoded))) {
            throw failed(
                    AlertDescription.bad_certificate,
                    "the certificate's fingerprint is not the one in the SDP");
        }
        isVerified = true;
    }

    private TlsFatalAlert failed(short alert, String words) {
        failure = words;
        return new TlsFatalAlert(alert);
    }

    /// Takes the keys out of a finished handshake (RFC 5764 section 4.2).
    ///
    /// @param isClient whether this end is the client
    void finish(TlsContext context, boolean isClient) throws TlsFatalAlert {
        if (!isVerified) {
            throw failed(AlertDescription.bad_certificate, "the other end shows no certificate");
        }
        SrtpProfile used = agreed();
        int key = used.keyBytes();
        int salt = used.saltBytes();
        byte[] all = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
        SrtpKey client =
                SrtpKey.of(
                        used,
                        Arrays.copyOf(all, key),
                        Arrays.copyOfRange(all, 2 * key, 2 * key + salt));
        SrtpKey server =
                SrtpKey.of(
                        used,
                        Arrays.copyOfRange(all, key, 2 * key),
                        Arrays.copyOfRange(all, 2 * key + salt, all.length));
        Arrays.fill(all, (byte) 0);
        keys = isClient ? new DtlsKeys(client, server) : new DtlsKeys(server, client);
    }

    @Nullable DtlsKeys keys() {
        return keys;
    }

    /// Why it came to nothing, where this end knows it.
    @Nullable String failure() {
        return failure;
    }
}
