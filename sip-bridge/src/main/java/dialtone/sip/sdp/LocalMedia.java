package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.List;

/// Our end of a leg, as a description tells of it.
public sealed interface LocalMedia {

    /// An ICE-lite agent with DTLS-SRTP.
    ///
    /// @param candidates all there are; the first is the default one
    record Browser(IceCredentials ice, List<Candidate> candidates, Fingerprint fingerprint)
            implements LocalMedia {

        public Browser {
            candidates = List.copyOf(candidates);
            if (candidates.isEmpty() || !ice.isValid()) {
                throw new IllegalArgumentException("ICE needs a candidate and credentials");
            }
        }
    }

    /// A pair of ports for plain RTP, or for SRTP with keys in the description.
    ///
    /// @param rtcp null when it is the port behind that of RTP
    /// @param cryptos one with a key of ours for each suite of the policy, with tags from 1
    record Plain(InetSocketAddress rtp, @Nullable InetSocketAddress rtcp, List<Crypto> cryptos)
            implements LocalMedia {

        public Plain {
            cryptos = List.copyOf(cryptos);
        }
    }
}
