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

    /// A request in which every line can be replaced: lines of the same header take the place of
    /// the usual one.
    static String message(String startLine, String... changed) {
        String method = startLine.substring(0, Math.max(startLine.indexOf(' '), 0));
        StringBuilder text = new StringBuilder(startLine).append('\n');
        String[] usual = {
            "Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKkdjuw",
            "Max-Forwards: 70",
            "From: <sip:caller@example.net>;tag=341518",
            "To: <sip:user@example.com>",
            "Call-ID: torture.1@example.com",
            "CSeq: 149 " + (method.startsWith("SIP/") ? "INVITE" : method)
        };
        for (String line : usual) {
            String name = line.substring(0, line.indexOf(':'));
            boolean isReplaced = false;
            for (String other : changed) {
                isReplaced |= other.regionMatches(true, 0, name, 0, name.length());
            }
            if (!isReplaced) {
                text.append(line).append('\n');
            }
        }
        for (String line : changed) {
            text.append(line).append('\n');
        }
        return text.append('\n').toString();
    }

    static void isAnsweredWith(int status, String text) {
        Parsed.Malformed malformed = malformed(text);

        assertThat(malformed.status()).isEqualTo(status);
        assertThat(malformed.answerable()).isNotNull();
    }

    static void isDropped(String text) {
        assertThat(malformed(text).answerable()).isNull();
    }
}
