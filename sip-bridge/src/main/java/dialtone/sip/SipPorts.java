package dialtone.sip;

import dialtone.signaling.task.Timers;
import dialtone.sip.agent.AgentConfig;
import dialtone.sip.agent.ListenOn;
import dialtone.sip.agent.Target;
import dialtone.sip.agent.Transport;
import dialtone.tls.TlsCertificate;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

/// The ports of SIP as the configuration wants them, with the certificate of that for TLS, which is
/// looked at every minute, whether it was renewed.
///
/// Threading: for any thread; files are read on virtual threads.
public final class SipPorts {

    private static final Duration RENEWAL = Duration.ofMinutes(1);

    private final SipConfig config;
    private final Timers timers;
    private final @Nullable TlsCertificate certificate;

    private SipPorts(SipConfig config, Timers timers) {
        this.config = config;
        this.timers = timers;
        this.certificate = config.tls().load();
    }

    /// Reads the certificate; no port is opened yet.
    ///
    /// @param timers that end with the ports
    /// @throws dialtone.config.InvalidConfigException when the certificate cannot be used
    public static SipPorts of(SipConfig config, Timers timers) {
        SipPorts ports = new SipPorts(config, timers);
        if (ports.certificate != null) {
            ports.lookLater(ports.certificate);
        }
        return ports;
    }

    private void lookLater(TlsCertificate current) {
        timers.after(
                RENEWAL,
                () ->
                        Thread.startVirtualThread(
                                () -> {
                                    current.reloadIfChanged();
                                    lookLater(current);
                                }));
    }

    /// What opens them.
    ///
    /// @param clientTls for own connections over TLS to a target: whom they believe
    public AgentConfig agent(Function<Target, SSLContext> clientTls) {
        InetSocketAddress tls = config.tls().listen();
        List<ListenOn> listen = new ArrayList<>();
        listen.add(listenOn(Transport.UDP, config.listen()));
        listen.add(listenOn(Transport.TCP, config.listen()));
        if (tls != null) {
            listen.add(listenOn(Transport.TLS, tls));
        }
        TlsCertificate own = certificate;
        Supplier<SSLContext> server = own == null ? null : own::context;
        return AgentConfig.of(listen, server, clientTls);
    }

    private ListenOn listenOn(Transport transport, InetSocketAddress address) {
        InetAddress external = config.externalAddress();
        if (external == null) {
            return ListenOn.at(transport, address);
        }
        String text = external.getHostAddress();
        String host = external instanceof Inet6Address ? "[" + text + "]" : text;
        return new ListenOn(transport, address, host, 0);
    }

    /// Where this process reaches itself.
    public InetAddress self() {
        InetAddress address = config.listen().getAddress();
        if (!address.isAnyLocalAddress()) {
            return address;
        }
        return InetAddress.ofLiteral(address instanceof Inet6Address ? "::1" : "127.0.0.1");
    }
}
