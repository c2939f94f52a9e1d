package dialtone.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;
import dialtone.sip.agent.AgentConfig;
import dialtone.sip.agent.ListenOn;
import dialtone.sip.agent.ManualTimers;
import dialtone.sip.agent.Transport;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Objects;

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

    @Test
    void tellsOthersTheExternalAddress() {
        SipPorts ports =
                SipPorts.of(
                        config("0.0.0.0", "2001:db8::7", SipTlsConfig.defaults()),
                        new ManualTimers());

        assertThat(ports.agent().listen())
                .extracting(ListenOn::advertisedHost)
                .containsOnly("[2001:db8:0:0:0:0:0:7]");
        assertThat(ports.self()).isEqualTo(LOOPBACK);
    }

    @Test
    void opensNoPortForTlsUnlessItIsWanted() {
        SipPorts ports =
                SipPorts.of(config("127.0.0.1", null, SipTlsConfig.defaults()), new ManualTimers());

        assertThat(ports.agent().listen())
                .extracting(ListenOn::transport)
                .containsExactly(Transport.UDP, Transport.TCP);
        assertThat(ports.agent().serverTls()).isNull();
    }

    @Test
    void usesTheCertificateForTls() throws Exception {
        InetSocketAddress listen = new InetSocketAddress(LOOPBACK, 5061);
        SipTlsConfig tls =
                new SipTlsConfig(listen, directory.resolve("c.pem"), directory.resolve("k.pem"));
        writeCertificate();

        AgentConfig agent = SipPorts.of(config("127.0.0.1", null, tls), new ManualTimers()).agent();

        assertThat(agent.listen()).contains(ListenOn.at(Transport.TLS, listen));
        assertThat(Objects.requireNonNull(agent.serverTls()).get().getProtocol()).isEqualTo("TLS");
    }

    @Test
    void wantsACertificateThatCanBeRead() {
        SipTlsConfig tls =
                new SipTlsConfig(null, directory.resolve("c.pem"), directory.resolve("k.pem"));

        assertThatThrownBy(() -> SipPorts.of(config("127.0.0.1", null, tls), new ManualTimers()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("sip.tls.certificate");
        assertThatThrownBy(
                        () -> new SipTlsConfig(new InetSocketAddress(LOOPBACK, 5061), null, null))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("needs a certificate");
    }

    private void writeCertificate() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        X500Name name = new X500Name("CN=sip");
        byte[] certificate =
                new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(Instant.EPOCH),
                                Date.from(Instant.parse("2099-01-01T00:00:00Z")),
                                name,
                                keys.getPublic())
                        .build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate()))
                        .getEncoded();
        write("c.pem", "CERTIFICATE", certificate);
        write("k.pem", "PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    private void write(String file, String label, byte[] bytes) throws IOException {
        Files.writeString(
                directory.resolve(file),
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(label, Base64.getMimeEncoder().encodeToString(bytes), label));
    }
}
