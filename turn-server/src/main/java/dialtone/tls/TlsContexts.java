package dialtone.tls;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/// Makes what TLS needs of certificates.
final class TlsContexts {

    private static final char[] NO_PASSWORD = {};

    private TlsContexts() {}

    /// A context.
    ///
    /// @param own what is shown to the other side; null for nothing
    /// @param believed who may have signed the other side's certificate; null: whom Java trusts
    static SSLContext of(@Nullable KeyAndChain own, @Nullable List<X509Certificate> believed)
            throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                own == null ? null : keys(own), believed == null ? null : trust(believed), null);
        return context;
    }

    /// A context of a server.
    static SSLContext of(KeyAndChain own) throws GeneralSecurityException, IOException {
        return of(own, (List<X509Certificate>) null);
    }

    /// A context of a server that answers challenges beside.
    static SSLContext of(KeyAndChain own, Challenges challenges)
            throws GeneralSecurityException, IOException {
        KeyManager[] keys = keys(own);
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] instanceof X509ExtendedKeyManager usual) {
                keys[i] = new ChallengeKeys(challenges, usual);
            }
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, null, null);
        return context;
    }

    private static KeyManager[] keys(KeyAndChain own) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        X509Certificate[] chain = own.chain().toArray(X509Certificate[]::new);
        store.setKeyEntry("own", own.key(), NO_PASSWORD, chain);
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static TrustManager[] trust(List<X509Certificate> believed)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (X509Certificate each : believed) {
            store.setCertificateEntry("ca-" + store.size(), each);
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
