package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.List;

/// The other end of a leg, as its description tells of it. Only what the wire proves is true.
public sealed interface RemoteMedia {

    /// An ICE agent with DTLS-SRTP.
    ///
    /// @param candidates those that can be tried; often none yet
    /// @param fingerprints at least one; a certificate must match one of them
    /// @param isDtlsClient whether we begin the DTLS handshake
    /// @param isIceRestart whether there are other credentials than before
    /// @param isReducedSize whether RTCP need not begin with a report (RFC 5506)
    record Browser(
            IceCredentials ice,
            List<Candidate> candidates,
            List<Fingerprint> fingerprints,
            boolean isDtlsClient,
            boolean isIceRestart,
            boolean isReducedSize)
            implements RemoteMedia {

        public Browser {
            candidates = List.copyOf(candidates);
            fingerprints = List.copyOf(fingerprints);
        }
    }

    /// A pair of ports.
    ///
    /// @param rtp its address is 0.0.0.0 or :: while the other side holds in the way of RFC 2543
    /// @param rtcp null when none is wanted
    /// @param crypto its keys, null for plain RTP
    record Plain(InetSocketAddress rtp, @Nullable InetSocketAddress rtcp, @Nullable Crypto crypto)
            implements RemoteMedia {}
}
