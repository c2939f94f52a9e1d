package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.List;

/// Finds out what of a description can be used: its audio, the codecs, the other end.
///
/// Threading: immutable.
///
/// @param isBrowser whether ICE and DTLS-SRTP are wanted, or plain ports
record OfferReader(boolean isBrowser, MediaPolicy policy) {

    /// Words for what keeps a section from being used, null when nothing does.
    @Nullable String defect(MediaSection section) {
        if (section.media().port() == 0 && !section.has("bundle-only")) {
            return "the audio is refused or removed (port 0)";
        }
        if (codecs(section).isEmpty()) {
            return "none of its codecs can be used here, which takes "
                    + String.join(", ", policy.codecs().stream().map(Format::toString).toList());
        }
        return isBrowser ? browserDefect(section) : plainDefect(section);
    }

    /// The policy's codecs among the section's, in its order.
    List<PayloadFormat> codecs(MediaSection section) {
        return section.payloads().stream()
                .filter(one -> policy.codecs().stream().anyMatch(one.format()::isSameAs))
                .toList();
    }

    /// The keypad events that go with a codec: those of its clock rate, or else any, as Firefox
    /// has them beside Opus.
    static @Nullable PayloadFormat events(List<PayloadFormat> payloads, Format codec) {
        List<PayloadFormat> events =
                payloads.stream().filter(one -> one.format().isTelephoneEvent()).toList();
        return events.stream()
                .filter(one -> one.format().clockRate() == codec.clockRate())
                .findFirst()
                .orElse(events.isEmpty() ? null : events.getFirst());
    }

    /// The first keys the other side prefers that can be used, null when none are.
    @Nullable Crypto crypto(MediaSection section) {
        if (policy.encryption() == Encryption.NEVER) {
            return null;
        }
        return section.cryptos().stream()
                .filter(Crypto::isPlain)
                .filter(one -> policy.suites().contains(one.suite()))
                .findFirst()
                .orElse(null);
    }

    /// Which ways media flows. Whose address is 0.0.0.0 receives nothing; of a browser that only
    /// says that ICE has not found the address yet.
    Direction direction(MediaSection section) {
        Connection connection = section.connection();
        boolean isHold = !isBrowser && connection != null && connection.isUnspecified();
        return isHold ? section.direction().and(Direction.SENDONLY) : section.direction();
    }

    /// How long the packets should be that we send.
    int ptimeMillis(MediaSection section) {
        int wanted = section.ptimeMillis();
        int most = section.maxPtimeMillis();
        int ptime = isPtime(wanted) ? wanted : policy.ptimeMillis();
        return most >= 10 && ptime > most ? Math.max(10, most / 10 * 10) : ptime;
    }

    private @Nullable String plainDefect(MediaSection section) {
        String protocol = section.media().protocol();
        boolean isSecure = protocol.equals("RTP/SAVP") || protocol.equals("RTP/SAVPF");
        if (!isSecure && !protocol.equals("RTP/AVP") && !protocol.equals("RTP/AVPF")) {
            return "its protocol is " + protocol + "; RTP/AVP and RTP/SAVP are taken here";
        }
        boolean hasKeys = crypto(section) != null;
        if (isSecure && policy.encryption() == Encryption.NEVER) {
            return "it is encrypted, and encryption is switched off here";
        }
        if (!hasKeys && (isSecure || policy.encryption() == Encryption.REQUIRED)) {
            return "it has no a=crypto line that can be used here; suites taken: "
                    + String.join(", ", policy.suites());
        }
        InetSocketAddress rtp = section.rtp();
        return rtp == null ? "its c= line has no address (names are not looked up)" : null;
    }

    private static @Nullable String browserDefect(MediaSection section) {
        String protocol = section.media().protocol();
        boolean isKnown =
                switch (protocol) {
                    case "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "RTP/SAVPF" -> true;
                    default -> false;
                };
        if (!isKnown) {
            return "its protocol is " + protocol + "; a browser's is UDP/TLS/RTP/SAVPF";
        }
        IceCredentials ice = section.ice();
        if (ice == null || !ice.isValid()) {
            return "it has no a=ice-ufrag and a=ice-pwd in order";
        }
        if (section.fingerprints().isEmpty()) {
            return "it has no a=fingerprint of SHA-256 or better";
        }
        if (!section.has("rtcp-mux")) {
            return "it has no a=rtcp-mux: RTP and RTCP share a port here";
        }
        Setup setup = section.setup();
        return setup == null || setup == Setup.HOLDCONN
                ? "it has no a=setup of active, passive or actpass"
                : null;
    }

    private static boolean isPtime(int millis) {
        return millis == 10 || millis == 20 || millis == 30 || millis == 40 || millis == 60;
    }
}
