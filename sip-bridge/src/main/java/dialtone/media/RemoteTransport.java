package dialtone.media;

import dialtone.media.dtls.DtlsSetup;
import dialtone.media.dtls.Fingerprint;
import dialtone.media.ice.IceCredentials;

import java.util.List;

/// What a browser's SDP says of its transport. Its candidates are not needed: a lite agent is
/// checked and checks nobody, and so learns addresses, also of those that hide theirs (`.local`).
///
/// @param fingerprints of its certificate, one or more
public record RemoteTransport(IceCredentials ice, List<Fingerprint> fingerprints, DtlsSetup setup) {

    public RemoteTransport {
        fingerprints = List.copyOf(fingerprints);
        if (fingerprints.isEmpty()) {
            throw new IllegalArgumentException("no fingerprint (expected: one or more)");
        }
    }
}
