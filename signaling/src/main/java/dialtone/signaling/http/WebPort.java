package dialtone.signaling.http;

import dialtone.tls.CertificateRenewal;
import dialtone.tls.TlsCertificate;
import dialtone.tls.TlsFactory;
import dialtone.tls.TlsHandshakes;

import io.micrometer.core.instrument.MeterRegistry;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The port of browsers: HTTP or, with a certificate, HTTPS and HTTP/2; and beside it other
/// protocols, told from HTTP by the first bytes of a connection, with TLS as without.
///
/// Threading: set up by one thread; its connections are Jetty's.
public final class WebPort {

    /// As ALPN spells it (RFC 7301 section 6).
    private static final String HTTP_1_1 = "http/1.1";

    private static final String HTTP_2 = "h2";

    private static final int ACCEPT_QUEUE = 4096;
    private static final int HTTP_BUFFER = 4096;
    private static final int HTTP_HEADER = 8192;

    private final @Nullable Tls tls;
    private final List<ConnectionFactory.Detecting> beside;
    private final Duration silence;
    private final List<String> applicationProtocols;
    private final WebPortMetrics metrics;

    /// What HTTPS takes.
    ///
    /// @param maxHandshakes that may go on at once
    /// @param handshakeTimeout how long one may take
    /// @param http2 whether clients may ask for HTTP/2
    public record Tls(
            TlsCertificate certificate,
            int maxHandshakes,
            Duration handshakeTimeout,
            boolean http2) {}

    /// What is spoken beside HTTP.
    ///
    /// @param detecting recognise their protocols by a connection's first bytes; for this port
    ///     alone
    /// @param applicationProtocols by which clients may ask for them in a TLS handshake (RFC 7301)
    public record Beside(
            List<ConnectionFactory.Detecting> detecting, List<String> applicationProtocols) {

        public Beside {
            detecting = List.copyOf(detecting);
            applicationProtocols = List.copyOf(applicationProtocols);
        }

        /// HTTP alone.
        public static Beside nothing() {
            return new Beside(List.of(), List.of());
        }
    }

    /// @param tls null for plain HTTP
    /// @param silence how long a connection of HTTP/2 may be without a word
    public WebPort(@Nullable Tls tls, Beside beside, Duration silence, MeterRegistry registry) {
        this.tls = tls;
        this.silence = silence;
        this.beside = beside.detecting();
        List<String> names = new ArrayList<>();
        if (tls != null && tls.http2()) {
            names.add(HTTP_2);
        }
        names.add(HTTP_1_1);
        names.addAll(beside.applicationProtocols());
        applicationProtocols = List.copyOf(names);
        metrics = new WebPortMetrics(registry, tls == null ? null : tls.certificate());
    }

    /// Adds it to a server; it is still to be opened.
    public ServerConnector addTo(Server server) {
        int selectors = Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors() / 2));
        ConnectionFactory[] factories = factories().toArray(ConnectionFactory[]::new);
        ServerConnector connector =
                new ServerConnector(server, null, null, null, 1, selectors, factories);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        server.addConnector(connector);
        if (tls != null) {
            server.addBean(new CertificateRenewal(tls.certificate(), server.getScheduler()));
        }
        return connector;
    }

    /// The way of a connection. What follows a detector in the list gets all that the detector does
    /// not know, so HTTP over a port that expects TLS arrives at HTTP, and is told so.
    private List<ConnectionFactory> factories() {
        List<ConnectionFactory> inside = new ArrayList<>();
        HttpConfiguration http = http();
        List<ConnectionFactory.Detecting> detecting = new ArrayList<>(beside);
        if (tls != null && tls.http2()) {
            detecting.add(new Http2Factory(http, silence));
        }
        if (!detecting.isEmpty()) {
            inside.add(
                    new DetectorConnectionFactory(
                            detecting.toArray(ConnectionFactory.Detecting[]::new)));
        }
        inside.add(new HttpConnectionFactory(http));
        if (tls == null) {
            return inside;
        }
        TlsHandshakes handshakes =
                new TlsHandshakes(tls.maxHandshakes(), tls.handshakeTimeout(), metrics::failed);
        TlsFactory outside =
                new TlsFactory(
                        tls.certificate(),
                        handshakes,
                        inside.getFirst().getProtocol(),
                        applicationProtocols);
        List<ConnectionFactory> all = new ArrayList<>();
        all.add(new DetectorConnectionFactory(outside));
        all.addAll(inside);
        return all;
    }

    private HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setOutputBufferSize(HTTP_BUFFER);
        http.setRequestHeaderSize(HTTP_HEADER);
        if (tls != null) {
            // There is one certificate, and it may be for an address, which no client names.
            http.addCustomizer(new SecureRequestCustomizer(false));
        }
        return http;
    }

    /// Comes before all other handlers: where there is TLS, nothing but a refusal leaves without.
    public List<Handler> handlers() {
        return tls == null ? List.of() : List.of(new PlainHttpRefusal(metrics));
    }
}
