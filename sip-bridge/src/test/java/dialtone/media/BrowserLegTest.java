package dialtone.media;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.media.dtls.DtlsSetup;
import dialtone.media.dtls.Fingerprint;
import dialtone.media.ice.EarlyChecks;
import dialtone.media.ice.IceCredentials;
import dialtone.media.ice.StunCheck;
import dialtone.media.srtp.Packets;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

class BrowserLegTest extends WithMediaPort {

    @Test
    void saysWhereItIsReached() {
        LocalTransport offer = leg.offer();

        assertThat(offer.setup()).isEqualTo(DtlsSetup.ACTPASS);
        assertThat(offer.candidates())
                .containsExactly(
                        "1 1 udp 2130706431 127.0.0.1 %d typ host"
                                .formatted(port.local().getPort()));
    }

    @Test
    void connectsABrowserThatOffers() throws Exception {
        LocalTransport answer = connect();

        assertThat(answer.setup()).isEqualTo(DtlsSetup.ACTIVE);
    }

    @Test
    void connectsABrowserThatIsOfferedAndBegins() throws Exception {
        LocalTransport offer = leg.offer();
        var keys = browser.start(DtlsSetup.ACTIVE);
        leg.accept(browser.sdp(DtlsSetup.ACTIVE));
        assertThat(StunCheck.isSuccess(browser.check(offer, true))).isTrue();

        keys.get(TestBrowser.DEADLINE_SECONDS, TimeUnit.SECONDS);

        assertThat(heard.event()).isEqualTo("ice");
        assertThat(heard.event()).isEqualTo("dtls AEAD_AES_128_GCM");
    }

    /// The browser's checks and its ClientHello are faster than its answer.
    @Test
    void connectsABrowserWhoseAnswerIsLate() throws Exception {
        LocalTransport offer = leg.offer();
        browser.check(offer, true);
        assertThat(heard.event()).isEqualTo("ice");
        var keys = browser.start(DtlsSetup.ACTIVE);
        settle();

        leg.accept(browser.sdp(DtlsSetup.ACTIVE));

        keys.get(TestBrowser.DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(heard.event()).isEqualTo("dtls AEAD_AES_128_GCM");
    }

    /// Its first check overtakes its call.
    @Test
    void connectsABrowserThatChecksBeforeItsCallHasCome() throws Exception {
        IceCredentials chosen =
                new IceCredentials(EarlyChecks.PREFIX + "Q2x8vT0pZk1m", "5hT9cW2bJq0LxV7nRr3DyKf8");
        browser.send(StunCheck.of(chosen, true));
        settle();
        BrowserLeg late = port.browser(heard, chosen);

        LocalTransport answer = late.answer(browser.sdp(DtlsSetup.ACTPASS));
        var keys = browser.start(answer.setup().opposite());

        assertThat(StunCheck.isSuccess(browser.answer())).isTrue();
        keys.get(TestBrowser.DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(answer.ice()).isEqualTo(chosen);
        assertThat(heard.event()).isEqualTo("ice");
        assertThat(heard.event()).startsWith("dtls");
        assertThat(late.offer().candidates()).isEqualTo(port.candidates());
        late.close();
    }

    @Test
    void carriesMediaBothWays() throws Exception {
        connect();

        browser.send(browser.protect(Packets.rtp(SOURCE, 1)));
        browser.send(browser.protectRtcp(Packets.rtcp(SOURCE), 1));
        sendRtp(Packets.rtp(77, 5));
        sendRtcp(Packets.rtcp(77));

        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));
        assertThat(heard.control()).isEqualTo(Packets.rtcp(SOURCE));
        assertThat(browser.receiveRtp()).isEqualTo(Packets.rtp(77, 5));
        assertThat(browser.receiveRtcp()).isEqualTo(Packets.rtcp(77));
    }

    @Test
    void tellsOnceThatTheBrowsersMediaHasCome() throws Exception {
        connect();
        browser.send(browser.protectRtcp(Packets.rtcp(SOURCE), 1));
        heard.control();
        assertThat(heard.arrivals()).isZero();

        browser.send(browser.protect(Packets.rtp(SOURCE, 1)));
        browser.send(browser.protect(Packets.rtp(SOURCE, 2)));

        heard.packet();
        heard.packet();
        assertThat(heard.arrivals()).isEqualTo(1);
    }

    @Test
    void keepsTheLastPacketUntilThereAreKeys() throws Exception {
        sendRtp(Packets.rtp(77, 5));
        sendRtp(Packets.rtp(77, 6));
        sendRtcp(Packets.rtcp(77));
        settle();
        assertThat(dropped("not-connected")).isEqualTo(2);

        connect();
        sendRtp(Packets.rtp(77, 7));

        assertThat(browser.receiveRtp()).isEqualTo(Packets.rtp(77, 6));
        assertThat(browser.receiveRtp()).isEqualTo(Packets.rtp(77, 7));
    }

    @Test
    void sendsNothingOldWhenThereAreKeys() throws Exception {
        sendRtp(Packets.rtp(77, 5));
        settle();
        pass(Duration.ofMillis(100));

        connect();
        sendRtp(Packets.rtp(77, 10));

        assertThat(browser.receiveRtp()).isEqualTo(Packets.rtp(77, 10));
        assertThat(dropped("not-connected")).isEqualTo(1);
    }

    @Test
    void refusesAnotherCertificateThanTheSdpTold() throws Exception {
        Fingerprint others = Fingerprint.of("sha-256", new byte[] {1});
        LocalTransport answer =
                leg.answer(
                        new RemoteTransport(
                                IceCredentials.random(new SecureRandom()),
                                List.of(others),
                                DtlsSetup.ACTPASS));
        var _ = browser.start(DtlsSetup.PASSIVE);
        browser.check(answer, true);

        assertThat(heard.event()).isEqualTo("ice");
        assertThat(heard.event()).startsWith("failed").contains("fingerprint");
        settle();
        assertThat(StunCheck.isSuccess(browser.check(answer, true))).as("it is over").isFalse();
    }

    @Test
    void takesMediaAndDtlsOnlyFromAddressesOfTheBrowser() throws Exception {
        connect();
        byte[] packet = browser.protect(Packets.rtp(SOURCE, 1));
        try (TestBrowser stranger = new TestBrowser(port.local())) {
            stranger.send(packet);
            stranger.send(new byte[] {22, (byte) 0xfe, (byte) 0xfd, 0, 0});
            var _ = stranger.start(DtlsSetup.ACTIVE);
            settle();
        }

        browser.send(packet);

        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));
        assertThat(heard.packets()).isZero();
        assertThat(dropped("from-stranger")).isGreaterThanOrEqualTo(2);
    }

    /// A stranger's ClientHello comes before the browser's, as in CVE-2023-49786.
    @Test
    void isNotDisturbedByAStrangersHello() throws Exception {
        LocalTransport offer = leg.offer();
        leg.accept(browser.sdp(DtlsSetup.ACTIVE));
        try (TestBrowser stranger = new TestBrowser(port.local())) {
            var _ = stranger.start(DtlsSetup.ACTIVE);
            stranger.check(
                    new LocalTransport(
                            IceCredentials.random(new SecureRandom()),
                            offer.fingerprint(),
                            offer.setup(),
                            List.of()),
                    true);
            settle();
            assertThat(port.handshakes().active()).isZero();
        }
        browser.check(offer, true);
        browser.start(DtlsSetup.ACTIVE).get(TestBrowser.DEADLINE_SECONDS, TimeUnit.SECONDS);

        assertThat(heard.event()).isEqualTo("ice");
        assertThat(heard.event()).isEqualTo("dtls AEAD_AES_128_GCM");
    }

    @Test
    void dropsWhatIsOfNoProtocol() {
        browser.send(new byte[] {5});
        browser.send(new byte[0]);
        browser.send(new byte[] {70, 1, 2});
        browser.send(new byte[] {(byte) 0x80});
        browser.send(new byte[] {(byte) 0xff, 1});
        settle();

        assertThat(dropped("unknown-protocol")).isEqualTo(5);
    }

    @Test
    void dropsReplaysAndForgeries() throws Exception {
        connect();
        byte[] packet = browser.protect(Packets.rtp(SOURCE, 1));
        byte[] forged = browser.protect(Packets.rtp(SOURCE, 2));
        forged[50] ^= 1;
        browser.send(packet);
        browser.send(packet);
        browser.send(forged);
        browser.send(new byte[] {(byte) 0x80, 0, 0});
        settle();

        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));
        assertThat(heard.packets()).isZero();
        assertThat(dropped("replayed")).isEqualTo(1);
        assertThat(dropped("not-authentic")).isEqualTo(1);
        assertThat(dropped("malformed")).isEqualTo(1);
    }

    @Test
    void hearsOneStreamAtATime() throws Exception {
        connect();
        browser.send(browser.protect(Packets.rtp(SOURCE, 1)));
        browser.send(browser.protect(Packets.rtp(SOURCE + 1, 1)));
        browser.send(browser.protect(Packets.rtp(SOURCE, 2)));
        settle();
        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));
        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 2));
        assertThat(dropped("other-source")).isEqualTo(1);

        pass(Duration.ofSeconds(1));
        browser.send(browser.protect(Packets.rtp(SOURCE + 1, 2)));

        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE + 1, 2));
    }

    @Test
    void followsTheBrowserToAnotherAddressByARestart() throws Exception {
        connect();
        browser.move();

        LocalTransport answer =
                leg.answer(
                        browser.sdp(DtlsSetup.ACTPASS, IceCredentials.random(new SecureRandom())));
        browser.check(answer, true);
        sendRtp(Packets.rtp(77, 5));
        browser.send(browser.protect(Packets.rtp(SOURCE, 1)));

        assertThat(answer.setup()).as("the roles stay").isEqualTo(DtlsSetup.ACTIVE);
        assertThat(browser.receiveRtp()).isEqualTo(Packets.rtp(77, 5));
        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));
    }

    @Test
    void keepsTheOldAddressWhileARestartGoesOn() throws Exception {
        LocalTransport before = connect();

        leg.restart();

        assertThat(StunCheck.isSuccess(browser.check(before, true))).isTrue();
        sendRtp(Packets.rtp(77, 5));
        assertThat(browser.receiveRtp()).isEqualTo(Packets.rtp(77, 5));
    }

    @Test
    void keepsItsCredentialsInARenegotiationWithoutRestart() throws Exception {
        LocalTransport before = connect();

        LocalTransport after = leg.answer(browser.sdp(DtlsSetup.ACTPASS));

        assertThat(after).isEqualTo(before);
        sendRtp(Packets.rtp(77, 5));
        assertThat(browser.receiveRtp()).isEqualTo(Packets.rtp(77, 5));
    }

    @Test
    void sendsNothingWithoutConsent() throws Exception {
        LocalTransport answer = connect();

        pass(Duration.ofSeconds(31));
        assertThat(heard.event()).isEqualTo("lost");
        sendRtp(Packets.rtp(77, 5));
        settle();
        assertThat(dropped("not-connected")).isEqualTo(1);

        browser.check(answer, true);
        assertThat(heard.event()).isEqualTo("ice");
        sendRtp(Packets.rtp(77, 6));
        assertThat(browser.receiveRtp()).isEqualTo(Packets.rtp(77, 6));
    }

    @Test
    void saysWhenNoCheckCame() throws Exception {
        leg.answer(browser.sdp(DtlsSetup.ACTPASS));
        settle();

        pass(Duration.ofSeconds(31));

        assertThat(heard.event()).contains("no connectivity check").contains("UDP port");
    }

    @Test
    void tellsWhenTheBrowserCloses() throws Exception {
        connect();

        browser.closeDtls();

        assertThat(heard.event()).isEqualTo("closed");
    }

    @Test
    void isGoneWhenItIsClosed() throws Exception {
        LocalTransport answer = connect();

        leg.close();
        settle();

        browser.send(browser.protect(Packets.rtp(SOURCE, 1)));
        assertThat(StunCheck.isSuccess(browser.check(answer, true))).isFalse();
        settle();
        assertThat(dropped("from-stranger")).isEqualTo(1);
        assertThat(port.legs().count()).isZero();
        assertThat(registry.get("dialtone.media.legs.active").gauge().value()).isZero();
    }

    @Test
    void takesNoAddressOfAnotherLeg() throws Exception {
        connect();
        HeardLeg other = new HeardLeg();
        BrowserLeg thief = port.browser(other);

        byte[] answer = browser.check(thief.offer(), true);

        assertThat(StunCheck.isSuccess(answer)).isFalse();
        browser.send(browser.protect(Packets.rtp(SOURCE, 1)));
        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));
    }
}
