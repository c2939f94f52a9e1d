package dialtone.sip.sdp;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Descriptions for tests.
final class Sdp {

    static final String OUR_KEY = "inline:OOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOO";
    static final String CM_80 = "AES_CM_128_HMAC_SHA1_80";
    static final long SESSION = 84;

    private Sdp() {}

    static SessionDescription read(String text) {
        return switch (SessionDescription.parse(text)) {
            case ParsedSdp.Understood(SessionDescription description) -> description;
            case ParsedSdp.Unreadable unreadable -> throw new AssertionError(unreadable.toString());
        };
    }

    static String resource(String name) {
        try (InputStream in = requireNonNull(Sdp.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A phone's offer of PCMU, PCMA and events.
    static SessionDescription phone(int version, String... more) {
        return phone(version, "RTP/AVP", more);
    }

    static SessionDescription phone(int version, String protocol, String[] more) {
        return read(
                """
                v=0
                o=phone 7 %d IN IP4 192.0.2.9
                s=call
                c=IN IP4 192.0.2.9
                t=0 0
                m=audio 4000 %s 0 8 97
                a=rtpmap:97 telephone-event/8000
                """
                                .formatted(version, protocol)
                        + String.join("\n", more));
    }

    static LocalMedia.Browser browserMedia() {
        return browserMedia("ours");
    }

    static LocalMedia.Browser browserMedia(String ufrag) {
        return new LocalMedia.Browser(
                new IceCredentials(ufrag, "0123456789012345678901"),
                List.of(new Candidate("1", 1, "udp", 2_130_706_431, "198.51.100.1", 5004, "host")),
                new Fingerprint("sha-256", "00" + ":11".repeat(31)));
    }

    static LocalMedia.Plain plainMedia() {
        return new LocalMedia.Plain(
                new InetSocketAddress("198.51.100.1", 20_000),
                null,
                List.of(new Crypto(1, CM_80, OUR_KEY, null)));
    }
}
