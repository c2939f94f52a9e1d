package dialtone.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

class SdpReaderTest {

    private static final String HEAD = "v=0\no=- 1 1 IN IP4 192.0.2.1\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-offer.sdp",
                "firefox-offer.sdp",
                "baresip-offer.sdp",
                "linphone-offer.sdp",
                "sipp-offer.sdp"
            })
    void writesWhatItRead(String name) {
        SessionDescription description = Sdp.read(Sdp.resource(name));

        assertThat(Sdp.read(description.toString())).isEqualTo(description);
        assertThat(description.media().getFirst().isAudio()).isTrue();
    }

    @Test
    void readsABrowsersAudio() {
        MediaSection section = Sdp.read(Sdp.resource("chromium-offer.sdp")).section(0);

        assertThat(section.mid()).isEqualTo("0");
        assertThat(section.isBundled()).isTrue();
        assertThat(section.setup()).isEqualTo(Setup.ACTPASS);
        assertThat(section.direction()).isEqualTo(Direction.SENDRECV);
        assertThat(section.ice()).isEqualTo(new IceCredentials("CJRz", "TwOdgZDEhUxPq6J9qx2oi7g8"));
        assertThat(section.fingerprints()).hasSize(1);
        // The one over TCP is none for us.
        assertThat(section.candidates())
                .extracting(Candidate::port, Candidate::address)
                .containsExactly(tuple(41352, "127.0.0.1"));
        assertThat(section.payloads())
                .extracting(one -> one.payloadType() + " " + one.format())
                .containsExactly(
                        "111 opus/48000/2",
                        "63 red/48000/2",
                        "9 G722/8000",
                        "0 PCMU/8000",
                        "8 PCMA/8000",
                        "13 CN/8000",
                        "110 telephone-event/48000",
                        "126 telephone-event/8000");
        assertThat(section.payloads().getFirst().format().fmtp())
                .isEqualTo("minptime=10;useinbandfec=1");
    }

    @ParameterizedTest
    @CsvSource({"'\n'", "'\r\n'", "'\r'"})
    void takesEveryEndOfLines(String end) {
        String text = (HEAD + "m=audio 4000 RTP/AVP 0\na=sendonly\n").replace("\n", end);

        assertThat(Sdp.read(text).section(0).direction()).isEqualTo(Direction.SENDONLY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is wrong, though nobody needs it
                "s is missing | m=audio 4000 RTP/AVP 0",
                "a blank line at the end | m=audio 4000 RTP/AVP 0;;",
                "spaces | m=audio  4000 RTP/AVP  0 ;a=rtpmap:0  PCMU/8000 ",
                "an unknown line | y=0100;m=audio 4000 RTP/AVP 0",
                "a range of ports | m=audio 4000/2 RTP/AVP 0",
                "payload types twice, or none | m=audio 4000 RTP/AVP 0 0 x 300 -1",
                "nonsense about formats | m=audio 4000 RTP/AVP 0 96 97;a=rtpmap:96;a=rtpmap:97 x/y"
            })
    void isTolerantOf(String what, String lines) {
        SessionDescription description = Sdp.read(HEAD + lines.replace(';', '\n'));

        assertThat(description.section(0).payloads())
                .as(what)
                .containsExactly(new PayloadFormat(0, Format.PCMU));
        assertThat(description.media().getFirst().port()).isEqualTo(4000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | v=1 | a description begins with v=0",
                "1 | '' | a description begins with v=0",
                "1 | INVITE sip:x | a description begins with v=0",
                "2 | v=0;o=- 1 | o= is a name, two numbers, IN, IP4 or IP6, and an address",
                "1 | v=0 | there is no o= line",
                "3 | v=0;o=- 1 1 IN IP4 1.1.1.1;c=IN IP7 x | c= is IN, IP4 or IP6, and an address",
                "2 | v=0;m=audio 1 RTP/AVP | m= is a kind, a port, a protocol and at least one"
                        + " format",
                "2 | v=0;m=audio x RTP/AVP 0 | the port of m= is a number up to 65535",
                "2 | v=0;m=audio 70000 RTP/AVP 0 | the port of m= is a number up to 65535",
                "2 | v=0;hello | a line is a letter, = and a value",
                "2 | v=0;a= | an attribute has a name"
            })
    void saysWhatIsWrong(int line, String text, String message) {
        assertThat(SessionDescription.parse(text.replace(';', '\n')))
                .isEqualTo(new ParsedSdp.Unreadable(line, message));
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void boundsWhatItReads(String text, String message) {
        assertThat(SessionDescription.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        ParsedSdp.Unreadable.class,
                        unreadable -> assertThat(unreadable.message()).contains(message));
    }

    static Stream<Arguments> tooMuch() {
        return Stream.of(
                Arguments.of(HEAD + "a=x\n".repeat(20_000), "is longer than 65536"),
                Arguments.of(HEAD + "a=x\n".repeat(2000), "more lines than 2000"),
                Arguments.of(HEAD + "a=" + "x".repeat(5000), "the line is longer than 4096"),
                Arguments.of(HEAD + "m=audio 0 RTP/AVP 0\n".repeat(33), "more m= lines than 32"),
                Arguments.of(
                        HEAD + "m=audio 1 RTP/AVP" + " 0".repeat(300), "more formats than 256"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "candidate:1 1 udp 99 192.0.2.1 5000 typ host | true",
                "1 1 UDP 99 2001:db8::1 5000 typ srflx raddr 0.0.0.0 rport 0 | true",
                "1 1 tcp 99 192.0.2.1 9 typ host tcptype active | false",
                "1 2 udp 99 192.0.2.1 5000 typ host | false",
                "1 1 udp 99 0f0f.local 5000 typ host | false",
                "1 1 udp 99 192.0.2.1 0 typ host | false"
            })
    void knowsCandidatesThatCanBeTried(String text, boolean isUsable) {
        assertThat(Candidate.parse(text)).extracting(Candidate::isUsable).isEqualTo(isUsable);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 1 udp 99 192.0.2.1 5000",
                "1 x udp 99 192.0.2.1 5000 typ host",
                "1 1 udp 99 192.0.2.1 70000 typ host",
                "1 1 udp 99999999999 192.0.2.1 5000 typ host"
            })
    void readsNoCandidateFrom(String text) {
        assertThat(Candidate.parse(text)).isNull();
    }

    @Test
    void lateLinesCannotBeSmuggledIn() {
        assertThatThrownBy(() -> new Attribute("x", "y\r\nm=audio 1 RTP/AVP 0"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
