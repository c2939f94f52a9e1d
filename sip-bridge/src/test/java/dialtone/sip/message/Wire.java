package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/// Messages as tests write them: with plain line ends, and parsed as a datagram.
final class Wire {

    private static final DatagramParser PARSER = new DatagramParser(MessageLimits.DEFAULT);

    private Wire() {}

    static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    static Parsed parse(byte[] bytes) {
        return PARSER.parse(bytes, bytes.length);
    }

    static Parsed parse(String text) {
        return parse(bytes(text));
    }

    static SipMessage understood(String text) {
        Parsed parsed = parse(text);
        assertThat(parsed).isInstanceOf(Parsed.Understood.class);
        return ((Parsed.Understood) parsed).message();
    }

    static SipRequest request(String text) {
        return (SipRequest) understood(text);
    }

    static SipResponse response(String text) {
        return (SipResponse) understood(text);
    }

    static Parsed.Malformed malformed(String text) {
        Parsed parsed = parse(text);
        assertThat(parsed).isInstanceOf(Parsed.Malformed.class);
        return (Parsed.Malformed) parsed;
    }

    /// A request with all it must have, and these further lines.
    static String options(String uri, String further) {
        return """
        OPTIONS %s SIP/2.0
        Via: SIP/2.0/UDP pc33.example.org;branch=z9hG4bK776asdhds
        Max-Forwards: 70
        From: <sip:ann@example.org>;tag=1928301774
        To: <sip:ben@example.net>
        Call-ID: a84b4c76e66710@pc33.example.org
        CSeq: 314159 OPTIONS
        %s
        """
                .formatted(uri, further);
    }
}
