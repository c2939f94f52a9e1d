package dialtone;

import dialtone.config.Addresses;
import dialtone.signaling.hub.IceServerSource;
import dialtone.signaling.hub.IceServers;
import dialtone.signaling.message.IceServer;
import dialtone.turn.auth.RestCredentials;
import dialtone.turn.auth.TurnCredential;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/// Gives each session the TURN servers, with a credential of its own that ends by itself.
///
/// A credential for the relay in this process is good for one session: when the session ends, all
/// that it was given are revoked. A session may use several at once, because an allocation stays
/// with the one it was made with; beyond [#MAX_OF_SESSION] the oldest is revoked.
///
/// Threading: for any thread; those of one session are asked for and ended one after the other.
final class RelayCredentials implements IceServerSource {

    /// A session renews its credential once in a long call, or for a new one.
    static final int MAX_OF_SESSION = 32;

    private static final int SESSION_BYTES = 8;

    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<String, Deque<Issued>> bySession = new ConcurrentHashMap<>();
    private final List<String> stunUrls;
    private final List<String> turnUrls;
    private final @Nullable Consumer<String> revoker;
    private volatile RestCredentials credentials;
    private final Duration lifetime;
    private final InstantSource clock;

    /// Credentials for servers.
    ///
    /// @param urls of TURN servers that share the secret of `credentials`, and of STUN servers
    /// @param revoker revokes a credential by its username; null where the servers are not
    ///     ours
    RelayCredentials(
            List<String> urls,
            RestCredentials credentials,
            Duration lifetime,
            InstantSource clock,
            @Nullable Consumer<String> revoker) {
        this.revoker = revoker;
        stunUrls = urls.stream().filter(url -> url.startsWith("stun")).toList();
        turnUrls = urls.stream().filter(url -> !url.startsWith("stun")).toList();
        this.credentials = credentials;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /// The URLs of the relay in this process.
    ///
    /// @param listeners where it listens, over UDP and TCP
    /// @param reachable the address clients reach it at where it listens on all of the machine's
    static List<String> urls(List<InetSocketAddress> listeners, InetAddress reachable) {
        List<String> urls = new ArrayList<>();
        for (InetSocketAddress listener : listeners) {
            String address = address(listener, reachable);
            urls.add("stun:" + address);
            urls.add("turn:" + address + "?transport=udp");
            urls.add("turn:" + address + "?transport=tcp");
        }
        return urls;
    }

    /// Makes them with another secret from now on; those it has made are as good as their secret.
    void use(RestCredentials other) {
        credentials = other;
    }

    private record Issued(String username, Instant expiresAt) {}

    /// The URL of the relay in this process on a port that takes TLS.
    ///
    /// @param hostName in the certificate, which clients compare; null when it is for addresses
    /// @param reachable the address clients reach it at where it listens on all of the machine's
    static String tlsUrl(
            InetSocketAddress listener, @Nullable String hostName, InetAddress reachable) {
        String address =
                hostName == null
                        ? address(listener, reachable)
                        : hostName + ":" + listener.getPort();
        return "turns:" + address + "?transport=tcp";
    }

    private static String address(InetSocketAddress listener, InetAddress reachable) {
        InetAddress host =
                listener.getAddress().isAnyLocalAddress() ? reachable : listener.getAddress();
        return Addresses.text(new InetSocketAddress(host, listener.getPort()));
    }

    @Override
    public IceServers forSession(String session, String user) {
        Instant expiresAt = clock.instant().plus(lifetime);
        TurnCredential credential = mint(session, user, expiresAt);
        List<IceServer> servers = new ArrayList<>();
        if (!stunUrls.isEmpty()) {
            servers.add(new IceServer(stunUrls, null, null));
        }
        if (!turnUrls.isEmpty()) {
            servers.add(
                    new IceServer(turnUrls, credential.username(), credential.password().value()));
        }
        return new IceServers(servers, expiresAt);
    }

    @Override
    public void ended(String session) {
        Deque<Issued> issued = bySession.remove(session);
        if (issued != null) {
            issued.forEach(this::revoke);
        }
    }

    private TurnCredential mint(String session, String user, Instant expiresAt) {
        if (revoker == null) {
            return credentials.mint(user, expiresAt);
        }
        // Not the session's own id: a username crosses the network in the clear.
        byte[] bytes = new byte[SESSION_BYTES];
        random.nextBytes(bytes);
        TurnCredential credential =
                credentials.mint(user, HexFormat.of().formatHex(bytes), expiresAt);
        Issued fresh = new Issued(credential.username(), expiresAt);
        bySession.compute(session, (_, before) -> with(before, fresh));
        return credential;
    }

    private Deque<Issued> with(@Nullable Deque<Issued> before, Issued fresh) {
        // Nearly all have one.
        Deque<Issued> issued = before == null ? new ArrayDeque<>(1) : before;
        issued.removeIf(old -> !old.expiresAt().isAfter(clock.instant()));
        if (issued.size() == MAX_OF_SESSION) {
            revoke(issued.removeFirst());
        }
        issued.addLast(fresh);
        return issued;
    }

    private void revoke(Issued issued) {
        if (revoker != null) {
            revoker.accept(issued.username());
        }
    }
}
