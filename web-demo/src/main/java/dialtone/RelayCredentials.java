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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Gives each session the TURN servers, with a credential of its own that ends by itself.
///
/// Threading: immutable, for any thread.
final class RelayCredentials implements IceServerSource {

    private final List<String> stunUrls;
    private final List<String> turnUrls;
    private final RestCredentials credentials;
    private final Duration lifetime;
    private final InstantSource clock;

    /// Credentials for servers.
    ///
    /// @param urls of TURN servers that share the secret of `credentials`, and of STUN servers
    RelayCredentials(
            List<String> urls,
            RestCredentials credentials,
            Duration lifetime,
            InstantSource clock) {
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
    public IceServers forUser(String user) {
        Instant expiresAt = clock.instant().plus(lifetime);
        TurnCredential credential = credentials.mint(user, expiresAt);
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
}
