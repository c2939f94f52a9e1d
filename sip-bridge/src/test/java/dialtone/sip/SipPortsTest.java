package dialtone.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;
import dialtone.sip.agent.AgentConfig;
import dialtone.sip.agent.ListenOn;
import dialtone.sip.agent.ManualTimers;
import dialtone.sip.agent.Target;
import dialtone.sip.agent.TestTls;
import dialtone.sip.agent.Transport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;

import javax.net.ssl.SSLContext;

class SipPortsTest {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @TempDir private Path directory;

    private static SipConfig config(String listen, @Nullable String external, SipTlsConfig tls) {
        SipConfig defaults = SipConfig.defaults();
        return new SipConfig(
                new InetSocketAddress(InetAddress.ofLiteral(listen), 5060),
                tls,
                external == null ? null : InetAddress.ofLiteral(external),
                defaults.mediaListen(),
                defaults.mediaExternalAddress(),
                defaults.rtpPortMin(),
                defaults.rtpPortMax(),
                defaults.mediaCoalesceMicros(),
                defaults.testNumbers(),
                defaults.libopus(),
                defaults.preferOpus(),
                defaults.policy(),
                defaults.unknownSenders(),
                defaults.numbering(),
                defaults.trunks(),
                defaults.dialPlan(),
                defaults.menus(),
                defaults.records());
    }

    private static SSLContext noTls(Target target) {
        throw new IllegalStateException("a test without connections");
    }

    @Test
    void tellsOthersTheExternalAddress() {
        SipPorts ports =
                SipPorts.of(
                        config("0.0.0.0", "2001:db8::7", SipTlsConfig.defaults()),
                        new ManualTimers());

        assertThat(ports.agent(SipPortsTest::noTls).listen())
                .extracting(ListenOn::advertisedHost)
                .containsOnly("[2001:db8:0:0:0:0:0:7]");
        assertThat(ports.self()).isEqualTo(LOOPBACK);
    }

    @Test
    void opensNoPortForTlsUnlessItIsWanted() {
        SipPorts ports =
                SipPorts.of(config("127.0.0.1", null, SipTlsConfig.defaults()), new ManualTimers());

        assertThat(ports.agent(SipPortsTest::noTls).listen())
                .extracting(ListenOn::transport)
                .containsExactly(Transport.UDP, Transport.TCP);
        assertThat(ports.agent(SipPortsTest::noTls).serverTls()).isNull();
    }

    @Test
    void usesTheCertificateForTls() throws Exception {
        InetSocketAddress listen = new InetSocketAddress(LOOPBACK, 5061);
        SipTlsConfig tls =
                new SipTlsConfig(
                        listen, directory.resolve("cert.pem"), directory.resolve("key.pem"));
        TestTls.create().write(directory);

        AgentConfig agent =
                SipPorts.of(config("127.0.0.1", null, tls), new ManualTimers())
                        .agent(SipPortsTest::noTls);

        assertThat(agent.listen()).contains(ListenOn.at(Transport.TLS, listen));
        assertThat(Objects.requireNonNull(agent.serverTls()).get().getProtocol()).isEqualTo("TLS");
    }

    @Test
    void wantsACertificateThatCanBeRead() {
        SipTlsConfig tls =
                new SipTlsConfig(null, directory.resolve("cert.pem"), directory.resolve("key.pem"));

        assertThatThrownBy(() -> SipPorts.of(config("127.0.0.1", null, tls), new ManualTimers()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("sip.tls.certificate");
        assertThatThrownBy(
                        () -> new SipTlsConfig(new InetSocketAddress(LOOPBACK, 5061), null, null))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("needs a certificate");
    }
}
