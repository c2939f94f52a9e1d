package dialtone.media.dtls;

import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;

import java.io.IOException;
import java.util.Hashtable;

/// The server's side of a handshake.
///
/// Threading: for the handshake's thread.
final class PassiveHandshake extends DefaultTlsServer {

    private final DtlsIdentity identity;
    private final Agreement agreement;
    private final int timeoutMillis;

    PassiveHandshake(DtlsIdentity identity, Agreement agreement, int timeoutMillis) {
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
    protected TlsCredentialedSigner getECDSASignerCredentials() {
        return identity.signer(context);
    }

    /// Browsers have certificates with either kind of key.
    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                null);
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // As the library has it.
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        agreement.choose(TlsSRTPUtils.getUseSRTPExtension(extensions));
    }

    @Override
    @SuppressWarnings("unchecked") // As the library has it.
    public Hashtable<Integer, byte[]> getServerExtensions() throws IOException {
        Hashtable<Integer, byte[]> extensions = super.getServerExtensions();
        TlsSRTPUtils.addUseSRTPExtension(extensions, agreement.chosen());
        return extensions;
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) throws IOException {
        agreement.check(certificate);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        agreement.finish(context, false);
    }
}
