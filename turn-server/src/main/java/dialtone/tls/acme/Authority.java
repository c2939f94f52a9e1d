package dialtone.tls.acme;

import dialtone.tls.Challenges;
import dialtone.tls.EcKeys;
import dialtone.tls.KeyAndChain;

import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLContext;

/// Talks with an authority. Each time begins anew, so that nothing of an authority that was changed
/// or restarted is remembered.
///
/// Threading: for one thread at a time, which waits.
final class Authority {

    /// What authorities and other clients have agreed on in practice, whatever the key's length.
    private static final String EAB_ALGORITHM = "HS256";

    /// How long the authority may take to look at a challenge, or to sign.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final AcmeConfig config;
    private final String directory;
    private final Provider provider;
    private final InstantSource clock;

    /// @param directory its URL
    /// @param ssl says whom to believe that it is the authority; null: whom Java trusts
    Authority(AcmeConfig config, String directory, @Nullable SSLContext ssl, InstantSource clock) {
        this.config = config;
        this.directory = directory;
        this.clock = clock;
        provider = new Provider(ssl);
    }

    /// When an authority thinks that a certificate should be renewed (RFC 9773).
    ///
    /// @param askAgain when it may have another opinion; null when it did not say
    record Suggestion(Instant start, Instant end, @Nullable Instant askAgain) {}

    /// Does something with the authority, and says in words why it cannot be done.
    private interface Talk<T extends @Nullable Object> {

        T with(Session session) throws AcmeException, AcmeFailure, InterruptedException;
    }

    private <T extends @Nullable Object> T talk(Talk<T> talk)
            throws AcmeFailure, InterruptedException {
        Session session = new Session(URI.create(directory), provider);
        session.setLocale(Locale.ENGLISH);
        session.networkSettings().setProxySelector(ProxySelector.getDefault());
        try {
            return talk.with(session);
        } catch (AcmeException e) {
            throw AcmeWords.failure(e, directory);
        } catch (RuntimeException e) {
            throw AcmeWords.failure(e, directory);
        } finally {
            session.getHttpClient().shutdownNow();
        }
    }

    /// Gets a certificate for all domains, with a key of its own.
    ///
    /// @param account its key; it is made known to the authority if it is not
    /// @param challenges answer the authority meanwhile
    /// @param replaced the certificate that it takes the place of; null for none, or when that was
    ///     tried before
    KeyAndChain order(KeyPair account, Challenges challenges, @Nullable X509Certificate replaced)
            throws AcmeFailure, InterruptedException {
        return talk(session -> order(session, account, challenges, replaced));
    }

    private KeyAndChain order(
            Session session,
            KeyPair account,
            Challenges challenges,
            @Nullable X509Certificate replaced)
            throws AcmeException, AcmeFailure, InterruptedException {
        OrderBuilder wished = login(session, account).newOrder().domains(config.domains());
        if (replaced != null && session.resourceUrlOptional(Resource.RENEWAL_INFO).isPresent()) {
            wished.replaces(replaced);
        }
        Order order = wished.create();
        for (Authorization authorization : order.getAuthorizations()) {
            prove(authorization, challenges);
        }
        order.waitUntilReady(PATIENCE);
        KeyPair keys = EcKeys.make();
        if (order.getStatus() == Status.READY) {
            order.execute(keys);
            order.waitForCompletion(PATIENCE);
        }
        if (order.getStatus() != Status.VALID) {
            throw AcmeFailure.refused(
                    "the authority refused the order: "
                            + order.getError()
                                    .map(AcmeWords::text)
                                    .orElseGet(() -> "it is " + order.getStatus()));
        }
        List<X509Certificate> chain = order.getCertificate().getCertificateChain();
        if (!chain.getFirst().getPublicKey().equals(keys.getPublic())) {
            throw AcmeFailure.refused("the authority's certificate is for another key");
        }
        return new KeyAndChain(keys.getPrivate(), chain);
    }

    private Login login(Session session, KeyPair account) throws AcmeException {
        AccountBuilder builder = new AccountBuilder().useKeyPair(account).agreeToTermsOfService();
        if (config.email() != null) {
            builder.addEmail(config.email());
        }
        if (config.eabKeyId() != null && config.eabMacKey() != null) {
            builder.withKeyIdentifier(config.eabKeyId(), config.eabMacKey().value())
                    .withMacAlgorithm(EAB_ALGORITHM);
        }
        return builder.createLogin(session);
    }

    /// Shows the authority that a name is ours, unless it has seen that lately.
    private void prove(Authorization authorization, Challenges challenges)
            throws AcmeException, AcmeFailure, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        String host = authorization.getIdentifier().getDomain();
        TlsAlpn01Challenge challenge =
                authorization
                        .findChallenge(TlsAlpn01Challenge.class)
                        .orElseThrow(
                                () ->
                                        AcmeFailure.refused(
                                                "the authority does not ask for "
                                                        + host
                                                        + " by tls-alpn-01"));
        challenges.open(host, challenge.getAcmeValidation(), clock.instant());
        try {
            challenge.trigger();
            if (authorization.waitForCompletion(PATIENCE) != Status.VALID) {
                throw AcmeFailure.refused(notProven(host, authorization));
            }
        } finally {
            challenges.close(host);
        }
    }

    private static String notProven(String host, Authorization authorization) {
        String reason =
                authorization
                        .findChallenge(TlsAlpn01Challenge.class)
                        .flatMap(TlsAlpn01Challenge::getError)
                        .map(AcmeWords::text)
                        .orElseGet(() -> "the authorization is " + authorization.getStatus());
        return "the authority did not find this server at "
                + host
                + ", where it asks port 443 over TLS: "
                + reason;
    }

    /// When it thinks that a certificate should be renewed.
    ///
    /// @param account for the library, which wants one; it is not used
    /// @return null when it has no opinion
    @Nullable Suggestion suggestion(KeyPair account, X509Certificate certificate)
            throws AcmeFailure, InterruptedException {
        return talk(session -> suggestion(session, account, certificate));
    }

    private static @Nullable Suggestion suggestion(
            Session session, KeyPair account, X509Certificate certificate) throws AcmeException {
        if (session.resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
            return null;
        }
        RenewalInfo info =
                session.login(session.resourceUrl(Resource.NEW_ACCOUNT), account)
                        .bindRenewalInfo(certificate);
        Instant askAgain = info.fetch().orElse(null);
        return new Suggestion(
                info.getSuggestedWindowStart(), info.getSuggestedWindowEnd(), askAgain);
    }

    /// Any authority by its URL, believed by another context than Java's.
    ///
    /// Threading: for any thread.
    private static final class Provider extends GenericAcmeProvider {

        private final @Nullable SSLContext ssl;

        Provider(@Nullable SSLContext ssl) {
            this.ssl = ssl;
        }

        @Override
        public HttpClient createHttpClient(NetworkSettings settings) {
            HttpClient.Builder builder =
                    HttpClient.newBuilder()
                            .followRedirects(HttpClient.Redirect.NORMAL)
                            .connectTimeout(settings.getTimeout())
                            .proxy(settings.getProxySelector());
            if (ssl != null) {
                builder.sslContext(ssl);
            }
            return builder.build();
        }
    }
}
