package dialtone.media;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.media.dtls.DtlsSetup;
import dialtone.media.ice.StunCheck;
import dialtone.media.srtp.Srtp;
import dialtone.udp.Datagrams;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A port, and a browser that calls.
///
/// Threading: for the test's thread.
abstract class WithMediaPort {

    static final int SOURCE = 0xfeed_beef;

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final TestClock clock = new TestClock();
    final MediaPort port =
            MediaPort.open(config(), registry, clock::nanoTime, Duration.ofSeconds(10));
    final TestBrowser browser = new TestBrowser(port.local());
    final HeardLeg heard = new HeardLeg();
    final BrowserLeg leg = port.browser(heard);

    @BeforeAll
    static void warmUp() {
        Srtp.warmUp();
    }

    @AfterEach
    void close() {
        browser.close();
        port.close();
    }

    static MediaConfig config() {
        return new MediaConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                4,
                new MediaConfig.TrunkPorts(20_000, 59_999),
                0);
    }

    /// Connects the browser, which offered.
    LocalTransport connect() throws Exception {
        leg.receiver(heard);
        LocalTransport answer = leg.answer(browser.sdp(DtlsSetup.ACTPASS));
        var keys = browser.start(answer.setup().opposite());
        assertThat(StunCheck.isSuccess(browser.check(answer, true))).isTrue();
        keys.orTimeout(TestBrowser.DEADLINE_SECONDS, TimeUnit.SECONDS).join();
        browser.take(keys.join());
        assertThat(heard.event()).isEqualTo("ice");
        assertThat(heard.event()).startsWith("dtls");
        return answer;
    }

    TrunkLeg openTrunk() {
        return Objects.requireNonNull(port.trunk(), "no free ports");
    }

    /// Waits until the port has done what came before: it may be between the sockets of a turn, of
    /// which a test has three at most.
    void settle() {
        for (int i = 0; i < 4; i++) {
            settleOnce();
        }
    }

    private void settleOnce() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        port.execute(() -> done.complete(null));
        done.orTimeout(TestBrowser.DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }

    /// Gives the leg a packet for the browser.
    void sendRtp(byte[] packet) {
        port.execute(() -> give(packet, leg));
    }

    void sendRtcp(byte[] packet) {
        port.execute(() -> giveRtcp(packet, leg));
    }

    /// Gives a leg a packet, on the port's thread.
    void give(byte[] packet, RtpSink to) {
        to.rtp(port.packets(), slotWith(packet), Datagrams.HEADROOM, packet.length);
    }

    void giveRtcp(byte[] packet, RtpSink to) {
        to.rtcp(port.packets(), slotWith(packet), Datagrams.HEADROOM, packet.length);
    }

    private int slotWith(byte[] packet) {
        int slot = port.slot();
        port.packets().slot(slot).put(Datagrams.HEADROOM, packet);
        return slot;
    }

    /// Moves the clock and lets the port see it.
    void pass(Duration time) {
        clock.advance(time);
        settle();
    }

    double dropped(String reason) {
        return registry.get("dialtone.media.dropped.packets")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }
}
