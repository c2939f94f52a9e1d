package dialtone.media;

import dialtone.media.srtp.SrtpKey;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/// What a trunk's SDP says of its media, and with which keys they are protected.
///
/// @param rtp where it wants packets
/// @param rtcp where it wants reports; null for the port after that of `rtp`
/// @param isMuxed whether RTCP comes and goes with RTP (RFC 5761)
/// @param localKey what this end protects with; null for plain RTP
/// @param remoteKey what the trunk protects with; null for plain RTP
public record TrunkRemote(
        InetSocketAddress rtp,
        @Nullable InetSocketAddress rtcp,
        boolean isMuxed,
        @Nullable SrtpKey localKey,
        @Nullable SrtpKey remoteKey) {

    private static final int MAX_PORT = 65_535;

    public TrunkRemote {
        if (localKey == null != (remoteKey == null)) {
            throw new IllegalArgumentException("one key (expected: one of each end, or none)");
        }
    }

    /// Where reports go.
    InetSocketAddress reports() {
        if (isMuxed) {
            return rtp;
        }
        return rtcp == null
                ? new InetSocketAddress(rtp.getAddress(), Math.min(rtp.getPort() + 1, MAX_PORT))
                : rtcp;
    }
}
