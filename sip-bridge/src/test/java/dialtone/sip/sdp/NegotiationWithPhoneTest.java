package dialtone.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetSocketAddress;
import java.util.List;

class NegotiationWithPhoneTest {

    private static final List<Format> CODECS =
            List.of(Format.PCMA, Format.PCMU, Format.G722, Format.OPUS);
    private static final String KEY = "inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final String CRYPTO = "a=crypto:5 " + Sdp.CM_80 + ' ' + KEY;

    private final Negotiation negotiation = negotiation(Encryption.NEVER);

    @Test
    void answersAPhone() {
        Agreement agreement = answer(negotiation, Sdp.phone(1, "a=ptime:30"));

        assertThat(agreement.local().toString())
                .isEqualToNormalizingNewlines(
                        """
                        v=0
                        o=- 42 1 IN IP4 198.51.100.1
                        s=-
                        c=IN IP4 198.51.100.1
                        t=0 0
                        m=audio 20000 RTP/AVP 8 97
                        a=rtpmap:8 PCMA/8000
                        a=rtpmap:97 telephone-event/8000
                        a=fmtp:97 0-15
                        a=ptime:20
                        a=sendrecv
                        """);
        assertThat(agreement.codec()).isEqualTo(new PayloadFormat(8, Format.PCMA));
        assertThat(agreement.sentEvents()).extracting(PayloadFormat::payloadType).isEqualTo(97);
        assertThat(agreement.ptimeMillis()).isEqualTo(30);
        assertThat(agreement.remote())
                .isEqualTo(
                        new RemoteMedia.Plain(
                                new InetSocketAddress("192.0.2.9", 4000),
                                new InetSocketAddress("192.0.2.9", 4001),
                                null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the phone's, what we want, what comes out as we see it
                "'' | SENDRECV | SENDRECV",
                "a=sendrecv | SENDRECV | SENDRECV",
                "a=sendonly | SENDRECV | RECVONLY",
                "a=recvonly | SENDRECV | SENDONLY",
                "a=inactive | SENDRECV | INACTIVE",
                "c=IN IP4 0.0.0.0 | SENDRECV | RECVONLY",
                "c=IN IP4 0.0.0.0;a=sendonly | SENDRECV | RECVONLY",
                "c=IN IP4 0.0.0.0;a=inactive | SENDRECV | INACTIVE",
                "c=IN IP4 0.0.0.0;a=recvonly | SENDRECV | INACTIVE",
                "c=IN IP6 :: | SENDRECV | RECVONLY",
                "c=IN IP4 0.0.0.0;a=ice-ufrag:abcd | SENDRECV | RECVONLY",
                "'' | SENDONLY | SENDONLY",
                "a=sendonly | SENDONLY | INACTIVE",
                "a=recvonly | SENDONLY | SENDONLY",
                "'' | INACTIVE | INACTIVE"
            })
    void agreesOnTheDirection(String lines, Direction wanted, Direction agreed) {
        RemoteOffer offer = offered(negotiation, Sdp.phone(1, lines.replace(';', '\n')));

        Agreement agreement = negotiation.answer(offer, Sdp.plainMedia(), wanted, CODECS);

        assertThat(agreement.direction()).isEqualTo(agreed);
        assertThat(agreement.local().section(0).direction()).isEqualTo(agreed);
    }

    @ParameterizedTest
    @CsvSource({
        "'', SENDONLY, SENDONLY",
        "a=recvonly, SENDONLY, SENDONLY",
        "a=inactive, SENDONLY, INACTIVE",
        "a=sendonly, SENDRECV, RECVONLY",
        "c=IN IP4 0.0.0.0, SENDRECV, RECVONLY",
        "a=sendrecv, INACTIVE, INACTIVE"
    })
    void agreesOnTheDirectionOfOurOffer(String lines, Direction offered, Direction agreed) {
        negotiation.offer(Sdp.plainMedia(), offered, CODECS);

        Agreement agreement = agreement(negotiation.answered(Sdp.phone(1, lines)));

        assertThat(agreement.direction()).isEqualTo(agreed);
    }

    @Test
    void takesTheDirectionOfTheSessionForThatOfItsMedia() {
        String text = Sdp.phone(1).toString().replace("t=0 0\r\n", "t=0 0\r\na=inactive\r\n");

        assertThat(answer(negotiation, Sdp.read(text)).direction()).isEqualTo(Direction.INACTIVE);
    }

    @Test
    void offersInTheOrderOfThePolicy() {
        SessionDescription offer = negotiation.offer(Sdp.plainMedia(), Direction.SENDRECV, CODECS);

        assertThat(offer.toString())
                .isEqualToNormalizingNewlines(
                        """
                        v=0
                        o=- 42 1 IN IP4 198.51.100.1
                        s=-
                        c=IN IP4 198.51.100.1
                        t=0 0
                        m=audio 20000 RTP/AVP 8 0 9 111 101 110
                        a=rtpmap:8 PCMA/8000
                        a=rtpmap:0 PCMU/8000
                        a=rtpmap:9 G722/8000
                        a=rtpmap:111 opus/48000/2
                        a=fmtp:111 minptime=10;useinbandfec=1
                        a=rtpmap:101 telephone-event/8000
                        a=fmtp:101 0-15
                        a=rtpmap:110 telephone-event/48000
                        a=fmtp:110 0-15
                        a=ptime:20
                        a=sendrecv
                        """);
    }

    @Test
    void sendsByTheirNumbersAndReceivesByOurs() {
        negotiation.offer(Sdp.plainMedia(), Direction.SENDRECV, CODECS);

        Agreement agreement =
                agreement(negotiation.answered(Sdp.read(Sdp.resource("linphone-offer.sdp"))));

        assertThat(agreement.codec().payloadType()).isEqualTo(96);
        assertThat(agreement.codec().format().isOpus()).isTrue();
        assertThat(agreement.received())
                .extracting(PayloadFormat::payloadType)
                .containsExactly(111, 0, 8);
        assertThat(agreement.sentEvents()).extracting(PayloadFormat::payloadType).isEqualTo(101);
        assertThat(agreement.receivedEvents())
                .extracting(PayloadFormat::payloadType)
                .isEqualTo(110);
    }

    @Test
    void numbersItsVersionsAndKeepsThePlacesOfEverything() {
        Agreement first = answer(negotiation, Sdp.read(Sdp.resource("linphone-offer.sdp")));
        SessionDescription hold =
                negotiation.offer(Sdp.plainMedia(), Direction.SENDONLY, List.of(Format.OPUS));

        assertThat(first.local().media())
                .extracting(MediaDescription::kind, MediaDescription::port)
                .containsExactly(tuple("audio", 20000), tuple("video", 0));
        assertThat(hold.media()).extracting(MediaDescription::port).containsExactly(20000, 0);
        assertThat(hold.origin().sessionId()).isEqualTo(first.local().origin().sessionId());
        assertThat(hold.origin().version()).isEqualTo("2");
        // The numbers that the phone gave stay.
        assertThat(hold.media().getFirst().formats()).containsExactly("96", "101");
    }

    @Test
    void keepsTheVersionOfAnUnchangedDescription() {
        answer(negotiation, Sdp.phone(1));
        RemoteOffer again = offered(negotiation, Sdp.phone(1));
        assertThat(again.isUnchanged()).isTrue();
        Agreement same = negotiation.answer(again, Sdp.plainMedia(), Direction.SENDRECV, CODECS);
        assertThat(same.local().origin().version()).isEqualTo("1");

        RemoteOffer hold = offered(negotiation, Sdp.phone(2, "a=inactive"));
        assertThat(hold.isUnchanged()).isFalse();
        Agreement changed = negotiation.answer(hold, Sdp.plainMedia(), Direction.SENDRECV, CODECS);

        assertThat(changed.local().origin().version()).isEqualTo("2");
        assertThat(changed.direction()).isEqualTo(Direction.INACTIVE);
    }

    @Test
    void goesBackToWhatWasAgreedWhenItsOfferIsRefused() {
        answer(negotiation, Sdp.phone(1));
        SessionDescription refused =
                negotiation.offer(Sdp.plainMedia(), Direction.INACTIVE, List.of(Format.PCMU));
        negotiation.withdraw();

        SessionDescription again =
                negotiation.offer(Sdp.plainMedia(), Direction.INACTIVE, List.of(Format.PCMU));

        assertThat(refused.origin().version()).isEqualTo("2");
        assertThat(again.origin().version()).isEqualTo("3");
        assertThat(agreement(negotiation.answered(Sdp.phone(2))).codec().payloadType()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m=video 4000 RTP/AVP 96 | the offer has no audio",
                "m=audio 0 RTP/AVP 0 | the audio is refused or removed (port 0)",
                "m=audio 4000 RTP/AVP 18 3 | none of its codecs can be used here, which takes"
                        + " PCMA/8000, PCMU/8000, G722/8000, opus/48000/2",
                "m=audio 4000 UDP/TLS/RTP/SAVPF 0 | its protocol is UDP/TLS/RTP/SAVPF;",
                "m=audio 4000 RTP/SAVP 0 | it is encrypted, and encryption is switched off here",
                "m=audio 4000 RTP/AVP 0;c=IN IP4 phone.example.org | names are not looked up"
            })
    void refusesInWords(String lines, String words) {
        String text = "v=0\no=- 1 1 IN IP4 192.0.2.9\nc=IN IP4 192.0.2.9\n";

        Offered refusal = negotiation.offered(Sdp.read(text + lines.replace(';', '\n')));

        assertThat(refusal)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        it -> {
                            assertThat(it.status()).isEqualTo(488);
                            assertThat(it.message()).contains(words);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m=audio 0 RTP/AVP 0 | refused or removed",
                "m=audio 4000 RTP/AVP 9 | none of the codecs of the offer",
                "m=video 4000 RTP/AVP 0 | no audio in the place",
                "a=x | no audio in the place"
            })
    void refusesAnAnswerInWords(String lines, String words) {
        negotiation.offer(Sdp.plainMedia(), Direction.SENDRECV, List.of(Format.PCMU));
        String text = "v=0\no=- 1 1 IN IP4 192.0.2.9\nc=IN IP4 192.0.2.9\n";

        assertThat(negotiation.answered(Sdp.read(text + lines)))
                .isInstanceOfSatisfying(
                        Refusal.class, it -> assertThat(it.message()).contains(words));
        assertThatThrownBy(() -> negotiation.answered(Sdp.phone(1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        // its protocol, whether it has keys, our policy, what is used
        "RTP/AVP, false, NEVER, plain",
        "RTP/AVP, true, NEVER, plain",
        "RTP/AVP, false, OPTIONAL, plain",
        "RTP/AVP, true, OPTIONAL, keys",
        "RTP/SAVP, true, OPTIONAL, keys",
        "RTP/SAVP, false, OPTIONAL, refused",
        "RTP/AVP, false, REQUIRED, refused",
        "RTP/AVP, true, REQUIRED, keys",
        "RTP/SAVPF, true, REQUIRED, keys"
    })
    void encrypts(String protocol, boolean hasKeys, Encryption policy, String used) {
        String[] lines = hasKeys ? new String[] {CRYPTO} : new String[0];
        Negotiation leg = negotiation(policy);

        Offered offered = leg.offered(Sdp.phone(1, protocol, lines));

        if (!(offered instanceof RemoteOffer offer)) {
            assertThat(used).isEqualTo("refused");
            return;
        }
        Agreement agreement = leg.answer(offer, Sdp.plainMedia(), Direction.SENDRECV, CODECS);
        assertThat(agreement.local().media().getFirst().protocol()).isEqualTo(protocol);
        assertThat(agreement.localCrypto() != null).isEqualTo(used.equals("keys"));
        if (agreement.localCrypto() != null) {
            assertThat(agreement.localCrypto().line())
                    .isEqualTo("5 " + Sdp.CM_80 + ' ' + Sdp.OUR_KEY);
            assertThat(agreement.local().toString()).contains("a=crypto:5 " + Sdp.CM_80);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a key with an identifier, AES_CM_128_HMAC_SHA1_80 inline:AAAA|2^20|1:4",
        "two keys, AES_CM_128_HMAC_SHA1_80 inline:AAAA;inline:BBBB",
        "no encryption at all, AES_CM_128_HMAC_SHA1_80 inline:AAAA UNENCRYPTED_SRTP",
        "another suite, F8_128_HMAC_SHA1_80 inline:AAAA"
    })
    void takesNoKeysWith(String what, String crypto) {
        Offered offered =
                negotiation(Encryption.REQUIRED).offered(Sdp.phone(1, "a=crypto:1 " + crypto));

        assertThat(offered).as(what).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({"OPTIONAL, RTP/AVP", "REQUIRED, RTP/SAVP"})
    void offersKeys(Encryption policy, String protocol) {
        Negotiation leg = negotiation(policy);
        SessionDescription offer = leg.offer(Sdp.plainMedia(), Direction.SENDRECV, CODECS);
        assertThat(offer.media().getFirst().protocol()).isEqualTo(protocol);
        assertThat(offer.toString()).contains("a=crypto:1 " + Sdp.CM_80 + ' ' + Sdp.OUR_KEY);

        String[] answered = {"a=crypto:1 " + Sdp.CM_80 + ' ' + KEY};
        Agreement agreement = agreement(leg.answered(Sdp.phone(1, protocol, answered)));

        assertThat(agreement.localCrypto())
                .extracting(Crypto::keyParameters)
                .isEqualTo(Sdp.OUR_KEY);
        assertThat(agreement.remote())
                .isInstanceOfSatisfying(
                        RemoteMedia.Plain.class,
                        it ->
                                assertThat(it.crypto())
                                        .extracting(Crypto::keyParameters)
                                        .isEqualTo(KEY));
    }

    @Test
    void prefersTheEncryptedOneOfSeveralAudios() {
        String text =
                """
                v=0
                o=- 1 1 IN IP4 192.0.2.9
                c=IN IP4 192.0.2.9
                m=audio 4000 RTP/AVP 0
                m=audio 4002 RTP/SAVP 0
                """
                        + CRYPTO;

        Agreement agreement = answer(negotiation(Encryption.OPTIONAL), Sdp.read(text));

        assertThat(agreement.local().media())
                .extracting(MediaDescription::port)
                .containsExactly(0, 20000);
    }

    @Test
    void takesTheFirstOfSeveralAudiosThatItCanUseAndStaysWithIt() {
        String text =
                """
                v=0
                o=- 1 1 IN IP4 192.0.2.9
                c=IN IP4 192.0.2.9
                m=audio 4000 RTP/AVP 18
                m=audio 4002 RTP/AVP 0
                m=audio 4004 RTP/AVP 8
                """;
        Agreement first = answer(negotiation, Sdp.read(text));

        Agreement second =
                answer(
                        negotiation,
                        Sdp.read(text.replace("AVP 18", "AVP 0").replace("1 1", "1 2")));

        assertThat(first.local().media())
                .extracting(MediaDescription::port)
                .containsExactly(0, 20000, 0);
        assertThat(second.local().media())
                .extracting(MediaDescription::port)
                .containsExactly(0, 20000, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "baresip-offer.sdp, 10300, 8 PCMA/8000, 101",
        "linphone-offer.sdp, 7078, 8 PCMA/8000, 100",
        "sipp-offer.sdp, 7000, 8 PCMA/8000, 101"
    })
    void understands(String name, int port, String codec, int events) {
        Agreement agreement = answer(negotiation, Sdp.read(Sdp.resource(name)));

        assertThat(agreement.codec().payloadType() + " " + agreement.codec().format())
                .isEqualTo(codec);
        assertThat(agreement.sentEvents()).extracting(PayloadFormat::payloadType).isEqualTo(events);
        assertThat(agreement.remote())
                .isInstanceOfSatisfying(
                        RemoteMedia.Plain.class,
                        it -> assertThat(it.rtp().getPort()).isEqualTo(port));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 20",
        "a=ptime:30, 30",
        "a=ptime:15, 20",
        "a=ptime:nonsense, 20",
        "a=ptime:500, 20",
        "a=maxptime:10, 10",
        "a=maxptime:5, 20"
    })
    void sendsPacketsAsLongAsTheyAreWanted(String line, int millis) {
        assertThat(answer(negotiation, Sdp.phone(1, line)).ptimeMillis()).isEqualTo(millis);
    }

    @Test
    void talksIpv6() {
        String text =
                Sdp.phone(1, "a=rtcp:5001").toString().replace("IP4 192.0.2.9", "IP6 2001:db8::9");

        Agreement agreement = answer(negotiation, Sdp.read(text));

        assertThat(agreement.remote())
                .isEqualTo(
                        new RemoteMedia.Plain(
                                new InetSocketAddress("2001:db8::9", 4000),
                                new InetSocketAddress("2001:db8::9", 5001),
                                null));
    }

    private static Negotiation negotiation(Encryption encryption) {
        MediaPolicy policy = new MediaPolicy(CODECS, encryption, List.of(Sdp.CM_80), 20);
        return Negotiation.withPhone(policy, Sdp.SESSION);
    }

    private static RemoteOffer offered(Negotiation leg, SessionDescription offer) {
        assertThat(leg.offered(offer)).isInstanceOf(RemoteOffer.class);
        return (RemoteOffer) leg.offered(offer);
    }

    private static Agreement answer(Negotiation leg, SessionDescription offer) {
        return leg.answer(offered(leg, offer), Sdp.plainMedia(), Direction.SENDRECV, CODECS);
    }

    private static Agreement agreement(Answered answered) {
        assertThat(answered).isInstanceOf(Agreement.class);
        return (Agreement) answered;
    }
}
