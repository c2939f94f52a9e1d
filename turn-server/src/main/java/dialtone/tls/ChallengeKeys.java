package dialtone.tls;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;

/// The keys of a server, and in a handshake that is a challenge the key made for it: the alias then
/// has the name that was asked for.
///
/// Threading: for any thread.
final class ChallengeKeys extends X509ExtendedKeyManager {

    /// No alias of a key store: those have no colon here.
    private static final String PREFIX = "challenge:";

    private static final String KEY_TYPE = "EC";

    private final Challenges challenges;
    private final X509ExtendedKeyManager usual;

    ChallengeKeys(Challenges challenges, X509ExtendedKeyManager usual) {
        this.challenges = challenges;
        this.usual = usual;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        if (engine == null
                || !Challenges.PROTOCOL.equals(engine.getHandshakeApplicationProtocol())) {
            return usual.chooseEngineServerAlias(keyType, issuers, engine);
        }
        String host = serverName(engine);
        return KEY_TYPE.equals(keyType) && host != null && challenges.of(host) != null
                ? PREFIX + host
                : null;
    }

    private static @Nullable String serverName(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name.getType() == StandardConstants.SNI_HOST_NAME) {
                    return new SNIHostName(name.getEncoded()).getAsciiName();
                }
            }
        }
        return null;
    }

    private @Nullable KeyAndChain challenge(@Nullable String alias) {
        return alias != null && alias.startsWith(PREFIX)
                ? challenges.of(alias.substring(PREFIX.length()))
                : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        KeyAndChain challenge = challenge(alias);
        return challenge == null
                ? usual.getCertificateChain(alias)
                : challenge.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        KeyAndChain challenge = challenge(alias);
        return challenge == null ? usual.getPrivateKey(alias) : challenge.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return usual.getServerAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return usual.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return usual.getClientAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return usual.chooseClientAlias(keyTypes, issuers, socket);
    }
}
