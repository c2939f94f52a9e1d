package dialtone.tls;

import org.eclipse.jetty.util.ssl.SslContextFactory;

import javax.net.ssl.SSLEngine;

/// For Jetty: TLS 1.2 and 1.3, each handshake with the certificate in use when it begins.
///
/// Threading: for any thread.
final class RenewedContext extends SslContextFactory.Server {

    private final TlsCertificate certificate;

    RenewedContext(TlsCertificate certificate) {
        this.certificate = certificate;
        setSslContext(certificate.context());
        setIncludeProtocols("TLSv1.2", "TLSv1.3");
        setRenegotiationAllowed(false);
    }

    @Override
    public SSLEngine newSSLEngine() {
        SSLEngine engine = certificate.context().createSSLEngine();
        customize(engine);
        return engine;
    }

    @Override
    public SSLEngine newSSLEngine(String host, int port) {
        SSLEngine engine = certificate.context().createSSLEngine(host, port);
        customize(engine);
        return engine;
    }
}
