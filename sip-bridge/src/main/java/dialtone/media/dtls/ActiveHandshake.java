package dialtone.media.dtls;

import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;

import java.io.IOException;
import java.util.Hashtable;

/// The client's side of a handshake.
///
/// Threading: for the handshake's thread.
final class ActiveHandshake extends DefaultTlsClient {

    private final DtlsIdentity identity;
    private final Agreement agreement;
    private final int timeoutMillis;

    ActiveHandshake(DtlsIdentity identity, Agreement agreement, int timeoutMillis) {
        super(identity.crypto());
        this.identity = identity;
        this.agreement = agreement;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return Agreement.VERSIONS;
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return Agreement.suites();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return timeoutMillis;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return Agreement.RESEND_MILLIS;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    @SuppressWarnings("unchecked") // As the library has it.
    public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
        Hashtable<Integer, byte[]> extensions = super.getClientExtensions();
        TlsSRTPUtils.addUseSRTPExtension(extensions, Agreement.offer());
        return extensions;
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // As the library has it.
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        agreement.choose(TlsSRTPUtils.getUseSRTPExtension(extensions));
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                agreement.check(server.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) {
                return identity.signer(context);
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        agreement.finish(context, true);
    }
}
