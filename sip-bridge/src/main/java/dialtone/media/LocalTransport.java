package dialtone.media;

import dialtone.media.dtls.DtlsSetup;
import dialtone.media.dtls.Fingerprint;
import dialtone.media.ice.IceCredentials;

import java.util.List;

/// What SDP to a browser says of this end's transport. The agent is lite (`a=ice-lite`), RTCP comes
/// on the same port (`a=rtcp-mux`), and the candidates are all there are
/// (`a=end-of-candidates`).
///
/// @param candidates values of `a=candidate`, without `candidate:`
public record LocalTransport(
        IceCredentials ice, Fingerprint fingerprint, DtlsSetup setup, List<String> candidates) {

    public LocalTransport {
        candidates = List.copyOf(candidates);
    }
}
