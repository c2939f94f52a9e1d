package dialtone.turn.dtls;

import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.NoSuchPaddingException;

/// The algorithms of handshakes and records: the JDK's, which use what the processor has for AES,
/// and the library's own where the JDK has none of the name it asks for (ChaCha20-Poly1305, RSA).
///
/// Threading: for any thread.
final class DtlsCrypto extends JcaTlsCrypto {

    DtlsCrypto() {
        super(new JdkFirst(), new SecureRandom(), new SecureRandom());
    }

    /// Asks the JDK, then the library. The library's provider is not registered, so that nothing
    /// else in the process changes.
    ///
    /// Threading: for any thread.
    private static final class JdkFirst extends DefaultJcaJceHelper {

        private final Provider library = new BouncyCastleProvider();

        @Override
        public Cipher createCipher(String name)
                throws NoSuchAlgorithmException, NoSuchPaddingException {
            try {
                return super.createCipher(name);
            } catch (NoSuchAlgorithmException _) {
                return Cipher.getInstance(name, library);
            }
        }

        @Override
        public Mac createMac(String name) throws NoSuchAlgorithmException {
            try {
                return super.createMac(name);
            } catch (NoSuchAlgorithmException _) {
                return Mac.getInstance(name, library);
            }
        }

        @Override
        public Signature createSignature(String name) throws NoSuchAlgorithmException {
            try {
                return super.createSignature(name);
            } catch (NoSuchAlgorithmException _) {
                return Signature.getInstance(name, library);
            }
        }
    }
}
