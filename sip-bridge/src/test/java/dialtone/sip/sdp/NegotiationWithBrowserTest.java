package dialtone.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class NegotiationWithBrowserTest {

    private static final List<Format> CODECS =
            List.of(Format.OPUS, Format.G722, Format.PCMU, Format.PCMA);
    private static final String CHROMIUM = Sdp.resource("chromium-offer.sdp");
    private static final String FIREFOX = Sdp.resource("firefox-offer.sdp");

    private final Negotiation negotiation =
            Negotiation.withBrowser(MediaPolicy.ofBrowser(CODECS), Sdp.SESSION);

    @Test
    void takesOnlyTheAudioOfABrowsersBundle() {
        Agreement agreement = answer(CHROMIUM, CODECS);

        assertThat(agreement.local().toString())
                .isEqualToNormalizingNewlines(
                        """
                        v=0
                        o=- 42 1 IN IP4 198.51.100.1
                        s=-
                        c=IN IP4 198.51.100.1
                        t=0 0
                        a=group:BUNDLE 0
                        a=ice-lite
                        m=audio 5004 UDP/TLS/RTP/SAVPF 111 110
                        a=mid:0
                        a=rtpmap:111 opus/48000/2
                        a=fmtp:111 minptime=10;useinbandfec=1
                        a=rtpmap:110 telephone-event/48000
                        a=fmtp:110 0-15
                        a=ptime:20
                        a=sendrecv
                        a=ice-ufrag:ours
                        a=ice-pwd:0123456789012345678901
                        a=ice-options:trickle
                        a=fingerprint:sha-256 %s
                        a=setup:active
                        a=rtcp-mux
                        a=rtcp-rsize
                        a=candidate:1 1 udp 2130706431 198.51.100.1 5004 typ host
                        a=end-of-candidates
                        a=msid:dialtone audio
                        m=video 0 UDP/TLS/RTP/SAVPF 96 97 102 103 104 107 108 109 114 115 116 117\
                         39 40 45 46 98 99 100 101 118 119 120
                        a=mid:1
                        m=application 0 UDP/DTLS/SCTP webrtc-datachannel
                        a=mid:2
                        """
                                .formatted("00" + ":11".repeat(31)));
    }

    @ParameterizedTest
    @CsvSource({
        "opus, 111, 110, 48000",
        "G722, 9, 126, 8000",
        "PCMU, 0, 126, 8000",
        "PCMA, 8, 126, 8000"
    })
    void takesTheEventsOfTheCodecsClock(String codec, int type, int eventType, int rate) {
        Agreement agreement = answer(CHROMIUM, onlyFirst(codec));

        assertThat(agreement.codec().payloadType()).isEqualTo(type);
        assertThat(agreement.sentEvents())
                .isEqualTo(new PayloadFormat(eventType, eventsWithoutParameters(rate)));
        assertThat(agreement.receivedEvents()).isEqualTo(agreement.sentEvents());
    }

    @Test
    void takesFirefoxsEventsBesideOpus() {
        Agreement agreement = answer(FIREFOX, CODECS);

        assertThat(agreement.codec().payloadType()).isEqualTo(109);
        assertThat(agreement.sentEvents())
                .isEqualTo(new PayloadFormat(101, Format.telephoneEvent(8000)));
        assertThat(agreement.local().media().getFirst().formats()).containsExactly("109", "101");
    }

    @Test
    void findsTheFingerprintOfTheSession() {
        Agreement agreement = answer(FIREFOX, CODECS);

        assertThat(agreement.remote())
                .isInstanceOfSatisfying(
                        RemoteMedia.Browser.class,
                        it -> {
                            assertThat(it.fingerprints())
                                    .extracting(Fingerprint::hash)
                                    .containsExactly("sha-256");
                            assertThat(it.candidates())
                                    .extracting(Candidate::address)
                                    .containsExactly("127.0.0.1", "::1");
                            assertThat(it.isDtlsClient()).isTrue();
                        });
    }

    @Test
    void holdsNobodyWhoseAddressIsNotKnownYet() {
        String trickling =
                CHROMIUM.replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0")
                        .replace("m=audio 41352", "m=audio 9")
                        .replaceAll("a=candidate:.*\r?\n", "");

        Agreement agreement = answer(trickling, CODECS);

        assertThat(agreement.direction()).isEqualTo(Direction.SENDRECV);
        assertThat(remote(agreement).candidates()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"actpass, active, true", "active, passive, false", "passive, active, true"})
    void answersTheSetup(String theirs, String ours, boolean isDtlsClient) {
        Agreement agreement = answer(CHROMIUM.replace("setup:actpass", "setup:" + theirs), CODECS);

        assertThat(agreement.local().section(0).value("setup")).isEqualTo(ours);
        assertThat(remote(agreement).isDtlsClient()).isEqualTo(isDtlsClient);
    }

    @Test
    void keepsTheRolesAndSeesAnIceRestart() {
        answer(CHROMIUM.replace("setup:actpass", "setup:active"), CODECS);

        Agreement again = answer(CHROMIUM, CODECS);
        assertThat(again.local().section(0).setup()).isEqualTo(Setup.PASSIVE);
        assertThat(remote(again).isIceRestart()).isFalse();

        Agreement restarted = answer(CHROMIUM.replace("ice-ufrag:CJRz", "ice-ufrag:ABCD"), CODECS);
        assertThat(restarted.local().section(0).setup()).isEqualTo(Setup.PASSIVE);
        assertThat(remote(restarted).isIceRestart()).isTrue();
    }

    @Test
    void refusesTheSameAgainWhenABrowserOffersItAgain() {
        answer(CHROMIUM, CODECS);

        Agreement again = answer(CHROMIUM.replaceFirst(" 2 IN", " 3 IN"), CODECS);

        assertThat(again.local().media())
                .extracting(MediaDescription::port)
                .containsExactly(5004, 0, 0);
        assertThat(again.local().origin().version()).isEqualTo("1");
    }

    @Test
    void takesAudioThatIsOnlySentInTheBundle() {
        String bundled =
                CHROMIUM.replace("m=audio 41352", "m=audio 0")
                        .replace("a=mid:0", "a=bundle-only\na=mid:0");

        assertThat(answer(bundled, CODECS).codec().payloadType()).isEqualTo(111);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=rtcp-mux | it has no a=rtcp-mux",
                "a=fingerprint:sha-256 | it has no a=fingerprint",
                "a=ice-pwd | it has no a=ice-ufrag and a=ice-pwd",
                "a=setup:actpass | it has no a=setup",
                "UDP/TLS/RTP/SAVPF | its protocol is RTP/AVP"
            })
    void refusesInWords(String missing, String words) {
        String replacement = missing.startsWith("a=") ? "a=x-gone" : "RTP/AVP";
        SessionDescription offer = Sdp.read(CHROMIUM.replace(missing, replacement));

        assertThat(negotiation.offered(offer))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        it -> {
                            assertThat(it.status()).isEqualTo(488);
                            assertThat(it.message()).contains(words);
                        });
    }

    @Test
    void offersToABrowser() {
        SessionDescription offer =
                negotiation.offer(Sdp.browserMedia(), Direction.SENDRECV, CODECS);

        MediaSection section = offer.section(0);
        assertThat(section.media().formats()).containsExactly("111", "9", "0", "8", "110", "101");
        assertThat(section.mid()).isEqualTo("0");
        assertThat(section.isBundled()).isTrue();
        assertThat(section.setup()).isEqualTo(Setup.ACTPASS);
        assertThat(section.has("ice-lite")).isTrue();
        assertThat(section.has("rtcp-mux")).isTrue();
        assertThat(section.has("end-of-candidates")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"active, false", "passive, true"})
    void readsABrowsersAnswer(String setup, boolean isDtlsClient) {
        negotiation.offer(Sdp.browserMedia(), Direction.SENDRECV, List.of(Format.PCMU));

        Agreement agreement = answered(browserAnswer(setup));

        assertThat(agreement.codec()).isEqualTo(new PayloadFormat(0, Format.PCMU));
        assertThat(agreement.receivedEvents())
                .extracting(PayloadFormat::payloadType)
                .isEqualTo(101);
        assertThat(remote(agreement).isDtlsClient()).isEqualTo(isDtlsClient);
        assertThat(agreement.local().origin().version()).isEqualTo("1");
    }

    @Test
    void refusesAnAnswerThatLeavesTheRolesOpen() {
        negotiation.offer(Sdp.browserMedia(), Direction.SENDRECV, List.of(Format.PCMU));

        assertThat(negotiation.answered(Sdp.read(browserAnswer("actpass"))))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void offersAgainWithWhatWasRefusedInItsPlace() {
        answer(CHROMIUM, CODECS);

        SessionDescription hold =
                negotiation.offer(Sdp.browserMedia(), Direction.INACTIVE, List.of(Format.OPUS));

        assertThat(hold.media()).extracting(MediaDescription::port).containsExactly(5004, 0, 0);
        assertThat(hold.media().getFirst().formats()).containsExactly("111", "110", "126");
        assertThat(hold.section(0).has("msid")).isFalse();
        assertThat(hold.section(2).mid()).isEqualTo("2");
        assertThat(hold.origin().version()).isEqualTo("2");
    }

    private Agreement answer(String text, List<Format> preferred) {
        Offered offered = negotiation.offered(Sdp.read(text));
        assertThat(offered).isInstanceOf(RemoteOffer.class);
        return negotiation.answer(
                (RemoteOffer) offered, Sdp.browserMedia(), Direction.SENDRECV, preferred);
    }

    private Agreement answered(String text) {
        Answered answered = negotiation.answered(Sdp.read(text));
        assertThat(answered).isInstanceOf(Agreement.class);
        return (Agreement) answered;
    }

    private static String browserAnswer(String setup) {
        return """
        v=0
        o=- 5 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        m=audio 9 UDP/TLS/RTP/SAVPF 0 101
        c=IN IP4 0.0.0.0
        a=ice-ufrag:abcd
        a=ice-pwd:0123456789012345678901
        a=fingerprint:sha-256 00:11
        a=setup:%s
        a=mid:0
        a=sendrecv
        a=rtcp-mux
        a=rtpmap:101 telephone-event/8000
        """
                .formatted(setup);
    }

    private static RemoteMedia.Browser remote(Agreement agreement) {
        return (RemoteMedia.Browser) agreement.remote();
    }

    private static Format eventsWithoutParameters(int rate) {
        return Format.telephoneEvent(rate).withFmtp(null);
    }

    private static List<Format> onlyFirst(String name) {
        return CODECS.stream().filter(codec -> codec.encodingName().equals(name)).toList();
    }
}
