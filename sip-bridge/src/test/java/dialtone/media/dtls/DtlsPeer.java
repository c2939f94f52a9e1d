package dialtone.media.dtls;

import dialtone.media.srtp.SrtpKey;
import dialtone.media.srtp.SrtpProfile;

import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A browser's end of a handshake in either role, by the library alone.
///
/// Threading: the handshake has a thread of its own; the rest is for any.
public final class DtlsPeer {

    private static final int DEADLINE_MILLIS = 10_000;
    private static final int RESEND_MILLIS = 50;

    private final DtlsIdentity identity =
            DtlsIdentity.create(InstantSource.system(), new SecureRandom());
    private final BlockingQueue<byte[]> incoming = new LinkedBlockingQueue<>();
    private final CompletableFuture<DtlsKeys> keys = new CompletableFuture<>();
    private final Consumer<byte[]> out;
    private final int[] profiles;
    private volatile boolean closed;
    private final CompletableFuture<DTLSTransport> transport = new CompletableFuture<>();

    /// @param out takes its datagrams
    /// @param profiles codes of the ways to protect media, best first
    public DtlsPeer(Consumer<byte[]> out, int... profiles) {
        this.out = out;
        this.profiles = profiles.clone();
    }

    public Fingerprint fingerprint() {
        return identity.fingerprint();
    }

    /// Takes a datagram.
    public void offer(byte[] datagram) {
        incoming.add(datagram);
    }

    /// Begins.
    ///
    /// @return the keys, once the handshake is done
    public CompletableFuture<DtlsKeys> start(DtlsSetup role) {
        Thread.ofVirtual().start(() -> run(role));
        return keys;
    }

    private void run(DtlsSetup role) {
        try {
            DTLSTransport opened =
                    role == DtlsSetup.ACTIVE
                            ? new DTLSClientProtocol().connect(new Client(), new Wire())
                            : new DTLSServerProtocol().accept(new Server(), new Wire());
            transport.complete(opened);
            while (!closed) {
                opened.receive(new byte[2000], 0, 2000, 1000);
            }
        } catch (IOException | RuntimeException e) {
            keys.completeExceptionally(e);
            transport.completeExceptionally(e);
        }
    }

    /// Says that it is over, once it has begun.
    public void close() throws IOException {
        transport.orTimeout(DEADLINE_MILLIS, TimeUnit.MILLISECONDS).join().close();
    }

    private void finish(TlsContext context, int code, boolean isClient) {
        SrtpProfile profile = Objects.requireNonNull(SrtpProfile.ofDtlsCode(code));
        int key = profile.keyBytes();
        int salt = profile.saltBytes();
        byte[] all = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
        SrtpKey client = key(profile, all, 0, 2 * key);
        SrtpKey server = key(profile, all, key, 2 * key + salt);
        keys.complete(isClient ? new DtlsKeys(client, server) : new DtlsKeys(server, client));
    }

    private static SrtpKey key(SrtpProfile profile, byte[] all, int keyAt, int saltAt) {
        return SrtpKey.of(
                profile,
                Arrays.copyOfRange(all, keyAt, keyAt + profile.keyBytes()),
                Arrays.copyOfRange(all, saltAt, saltAt + profile.saltBytes()));
    }

    /// Threading: for the handshake's thread.
    private final class Client extends DefaultTlsClient {

        private int chosen;

        Client() {
            super(identity.crypto());
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return DEADLINE_MILLIS;
        }

        @Override
        public int getHandshakeResendTimeMillis() {
            return RESEND_MILLIS;
        }

        @Override
        @SuppressWarnings("unchecked") // As the library has it.
        public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
            Hashtable<Integer, byte[]> extensions = super.getClientExtensions();
            if (profiles.length > 0) {
                TlsSRTPUtils.addUseSRTPExtension(
                        extensions, new UseSRTPData(profiles, new byte[0]));
            }
            return extensions;
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"}) // As the library has it.
        public void processServerExtensions(Hashtable extensions) throws IOException {
            super.processServerExtensions(extensions);
            chosen = TlsSRTPUtils.getUseSRTPExtension(extensions).getProtectionProfiles()[0];
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate server) {
                    // A test looks at keys.
                }

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request) {
                    return identity.signer(context);
                }
            };
        }

        @Override
        public void notifyHandshakeComplete() {
            finish(context, chosen, true);
        }
    }

    /// Threading: for the handshake's thread.
    private final class Server extends DefaultTlsServer {

        Server() {
            super(identity.crypto());
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return DEADLINE_MILLIS;
        }

        @Override
        public int getHandshakeResendTimeMillis() {
            return RESEND_MILLIS;
        }

        @Override
        protected TlsCredentialedSigner getECDSASignerCredentials() {
            return identity.signer(context);
        }

        @Override
        public CertificateRequest getCertificateRequest() {
            return new CertificateRequest(
                    new short[] {ClientCertificateType.ecdsa_sign},
                    TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                    null);
        }

        @Override
        public void notifyClientCertificate(Certificate certificate) {
            // A test looks at keys.
        }

        @Override
        @SuppressWarnings("unchecked") // As the library has it.
        public Hashtable<Integer, byte[]> getServerExtensions() throws IOException {
            Hashtable<Integer, byte[]> extensions = super.getServerExtensions();
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions, new UseSRTPData(new int[] {profiles[0]}, new byte[0]));
            return extensions;
        }

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            finish(context, profiles[0], false);
        }
    }

    /// Threading: for the handshake's thread.
    private final class Wire implements DatagramTransport {

        @Override
        public int getReceiveLimit() {
            return 2000;
        }

        @Override
        public int getSendLimit() {
            return 1200;
        }

        @Override
        public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
            try {
                byte[] datagram = incoming.poll(waitMillis, TimeUnit.MILLISECONDS);
                if (datagram == null) {
                    return -1;
                }
                System.arraycopy(datagram, 0, into, offset, datagram.length);
                return datagram.length;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void send(byte[] bytes, int offset, int length) {
            out.accept(Arrays.copyOfRange(bytes, offset, offset + length));
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
