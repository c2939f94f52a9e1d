package dialtone.sip.check;

import dialtone.media.dtls.Fingerprint;
import dialtone.media.ice.IceCredentials;
import dialtone.sip.sdp.Candidate;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// What the server's description says of its end.
///
/// @param address of its first candidate
record CheckDescription(
        IceCredentials ice, Fingerprint fingerprint, boolean isActive, InetSocketAddress address) {

    /// PCMU, and leave to begin the handshake. A lite agent learns of our address by our check, so
    /// there are no candidates.
    static String offer(IceCredentials ice, Fingerprint fingerprint) {
        return String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE 0",
                "m=audio 9 UDP/TLS/RTP/SAVPF 0",
                "c=IN IP4 0.0.0.0",
                "a=mid:0",
                "a=sendrecv",
                "a=rtcp-mux",
                "a=rtpmap:0 PCMU/8000",
                "a=ice-ufrag:" + ice.ufrag(),
                "a=ice-pwd:" + ice.password(),
                "a=fingerprint:" + fingerprint,
                "a=setup:actpass",
                "a=end-of-candidates",
                "");
    }

    /// Reads the answer to that.
    static CheckDescription read(String answer) throws CheckFailure {
        Fingerprint fingerprint = Fingerprint.parse(required(answer, "fingerprint"));
        String ufrag = required(answer, "ice-ufrag");
        String password = required(answer, "ice-pwd");
        InetSocketAddress address = address(answer);
        if (fingerprint == null
                || address == null
                || !IceCredentials.isUfrag(ufrag)
                || !IceCredentials.isPassword(password)) {
            throw new CheckFailure("the server's answer cannot be used: " + answer);
        }
        boolean isActive = !required(answer, "setup").equals("passive");
        return new CheckDescription(
                new IceCredentials(ufrag, password), fingerprint, isActive, address);
    }

    private static @Nullable InetSocketAddress address(String answer) {
        for (String line : answer.split("\r?\n", -1)) {
            Candidate candidate =
                    line.startsWith("a=candidate:")
                            ? Candidate.parse(line.substring("a=".length()))
                            : null;
            if (candidate != null && candidate.isUsable()) {
                return new InetSocketAddress(
                        InetAddress.ofLiteral(candidate.address()), candidate.port());
            }
        }
        return null;
    }

    private static String required(String answer, String name) throws CheckFailure {
        String value = value(answer, "a=" + name + ":");
        if (value == null) {
            throw new CheckFailure("the server's answer has no a=" + name);
        }
        return value;
    }

    private static @Nullable String value(String answer, String prefix) {
        return answer.lines()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(line -> line.substring(prefix.length()).strip())
                .orElse(null);
    }
}
