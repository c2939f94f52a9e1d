package dialtone.turn;

import dialtone.config.Addresses;
import dialtone.config.Durations;
import dialtone.config.Problems;
import dialtone.config.Secret;
import dialtone.turn.dtls.DtlsConfig;
import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.relay.Cidr;
import dialtone.turn.relay.DefaultFamily;
import dialtone.turn.relay.RelayAddresses;
import dialtone.turn.stream.TlsConfig;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How the TURN server is set up. The words are coturn's where it has one.
///
/// @param listen where clients reach it, over UDP and over TCP
/// @param relayAddress where relayed addresses are opened; of this machine, and one for each family
/// @param externalAddress what clients are told instead of `relayAddress`, when a NAT stands before
///     this machine; a family that is missing here is told as it is
/// @param allocationDefaultAddressFamily what a client gets that names no family
/// @param relayPortMin the first port for relayed addresses
/// @param relayPortMax the last one
/// @param realm the name under which credentials are valid
/// @param users names and passwords that do not end
/// @param authSecrets that time-limited credentials are made with, the newest first; older ones
///     still count, so that a secret can be changed without cutting anybody off
/// @param maxAllocateLifetime how long an allocation may live without a refresh
/// @param userQuota allocations a user may have at once
/// @param totalQuota allocations there may be at once
/// @param maxPermissions peers an allocation may have
/// @param maxChannels channels an allocation may have
/// @param allowedPeers blocks of addresses that peers may have although they are not the public
///     internet
/// @param deniedPeers blocks of addresses that peers must not have in any case
/// @param unauthorizedRateLimit answers a second to a source that has shown no credential; 0 for
///     any number
/// @param software whether answers say which program this is
/// @param mobility whether an allocation may follow its client to another address
/// @param shards threads that share the work; 0 for as many as the machine has processors
/// @param bandwidth how much may be relayed
/// @param discovery whether clients may find out what the NATs before them do
/// @param coalesceMicros how long a thread that has little to do waits for more packets to handle
///     together, in microseconds; 0 for not at all
/// @param proxyProtocolFrom blocks of addresses of load balancers that say by the PROXY protocol
///     who their clients are
/// @param tls how clients reach it over TLS
/// @param alternateServer where clients are sent while this relay is drained, at most one of each
///     family; empty for nowhere
/// @param dtls how clients reach it over DTLS
/// @param selfTestInterval between two tests that the relay makes of itself; 0 for none
/// @param oauth whose tokens let clients in
public record TurnConfig(
        List<InetSocketAddress> listen,
        RelayAddresses relayAddress,
        @Nullable RelayAddresses externalAddress,
        DefaultFamily allocationDefaultAddressFamily,
        int relayPortMin,
        int relayPortMax,
        String realm,
        Map<String, Secret> users,
        List<Secret> authSecrets,
        Duration maxAllocateLifetime,
        int userQuota,
        int totalQuota,
        int maxPermissions,
        int maxChannels,
        List<Cidr> allowedPeers,
        List<Cidr> deniedPeers,
        int unauthorizedRateLimit,
        boolean software,
        boolean mobility,
        int shards,
        BandwidthConfig bandwidth,
        DiscoveryConfig discovery,
        int coalesceMicros,
        List<Cidr> proxyProtocolFrom,
        TlsConfig tls,
        List<InetSocketAddress> alternateServer,
        DtlsConfig dtls,
        Duration selfTestInterval,
        OauthConfig oauth) {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_REALM_BYTES = 128;
    private static final int MAX_COALESCE_MICROS = 10_000;
    private static final Duration MIN_LIFETIME = Duration.ofMinutes(10);
    private static final Duration MAX_LIFETIME = Duration.ofDays(1);
    private static final Duration MIN_SELF_TEST_INTERVAL = Duration.ofSeconds(1);

    public TurnConfig {
        listen = List.copyOf(listen);
        users = Map.copyOf(users);
        authSecrets = List.copyOf(authSecrets);
        allowedPeers = List.copyOf(allowedPeers);
        deniedPeers = List.copyOf(deniedPeers);
        proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
        alternateServer = List.copyOf(alternateServer);
        Problems problems = new Problems();
        problems.require(!listen.isEmpty(), "listen", "is empty (expected: at least one address)");
        for (InetSocketAddress address : listen) {
            problems.requireHost("listen", address);
        }
        problems.require(
                relayAddress.all().stream().noneMatch(InetAddress::isAnyLocalAddress),
                "relay-address",
                relayAddress
                        + " is no address that peers can send to (expected: one of this"
                        + " machine's own addresses)");
        problems.require(
                externalAddress == null
                        || externalAddress.all().stream()
                                .map(AddressFamily::of)
                                .allMatch(family -> relayAddress.of(family) != null),
                "external-address",
                "has a family that relay-address has not (expected: both IPv4 or both IPv6)");
        problems.require(
                1 <= relayPortMin && relayPortMin <= relayPortMax && relayPortMax <= MAX_PORT,
                "relay-port-min",
                relayPortMin
                        + " to relay-port-max "
                        + relayPortMax
                        + " (expected: a range within 1 to 65535)");
        int realmBytes = realm.getBytes(StandardCharsets.UTF_8).length;
        problems.require(
                1 <= realmBytes && realmBytes <= MAX_REALM_BYTES && realm.indexOf('"') < 0,
                "realm",
                "has " + realmBytes + " bytes (expected: 1 to 128, and no quotation mark)");
        problems.require(
                users.keySet().stream().noneMatch(String::isEmpty),
                "users",
                "one has no name (expected: name and password)");
        problems.require(
                maxAllocateLifetime.compareTo(MIN_LIFETIME) >= 0
                        && maxAllocateLifetime.compareTo(MAX_LIFETIME) <= 0,
                "max-allocate-lifetime",
                Durations.text(maxAllocateLifetime) + " (expected: 10m to 24h)");
        positive(problems, "user-quota", userQuota);
        positive(problems, "total-quota", totalQuota);
        positive(problems, "max-permissions", maxPermissions);
        positive(problems, "max-channels", maxChannels);
        notNegative(problems, "unauthorized-rate-limit", unauthorizedRateLimit);
        notNegative(problems, "shards", shards);
        problems.require(
                coalesceMicros >= 0 && coalesceMicros <= MAX_COALESCE_MICROS,
                "coalesce-micros",
                coalesceMicros + " (expected: 0 to " + MAX_COALESCE_MICROS + ")");
        problems.addAll("discovery", discovery.check(listen).found());
        checkAlternates(problems, alternateServer);
        problems.require(
                selfTestInterval.isZero()
                        || selfTestInterval.compareTo(MIN_SELF_TEST_INTERVAL) >= 0,
                "self-test-interval",
                Durations.text(selfTestInterval) + " (expected: 1s or more, or 0s for never)");
        problems.orThrow();
    }

    private static void checkAlternates(Problems problems, List<InetSocketAddress> servers) {
        for (InetSocketAddress address : servers) {
            problems.requireHost("alternate-server", address);
            problems.require(
                    address.isUnresolved()
                            || (address.getPort() > 0 && !address.getAddress().isAnyLocalAddress()),
                    "alternate-server",
                    Addresses.text(address) + " cannot be asked (expected: address and port)");
        }
    }

    /// What holds when nothing is configured: for this machine alone.
    public static TurnConfig defaults() {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        return new TurnConfig(
                List.of(new InetSocketAddress(loopback, 3478)),
                RelayAddresses.of(loopback),
                null,
                DefaultFamily.IPV4,
                49_152,
                MAX_PORT,
                "dialtone",
                Map.of(),
                List.of(),
                Duration.ofHours(1),
                12,
                10_000,
                64,
                64,
                List.of(),
                List.of(),
                50,
                true,
                true,
                1,
                BandwidthConfig.defaults(),
                DiscoveryConfig.defaults(),
                0,
                List.of(),
                TlsConfig.defaults(),
                List.of(),
                DtlsConfig.defaults(),
                Duration.ofSeconds(30),
                OauthConfig.defaults());
    }

    /// The address clients reach this machine at, as far as this configuration knows; the IPv4 one
    /// where there are two.
    public InetAddress reachableAddress() {
        return reachableAddresses().getFirst();
    }

    /// What clients are told, for each family there is.
    List<InetAddress> reachableAddresses() {
        return relayAddress.all().stream()
                .map(
                        address -> {
                            InetAddress told =
                                    externalAddress == null
                                            ? null
                                            : externalAddress.of(AddressFamily.of(address));
                            return told == null ? address : told;
                        })
                .toList();
    }

    /// The same with other time-limited credentials.
    public TurnConfig withAuthSecrets(List<Secret> secrets) {
        return with(users, secrets);
    }

    /// The same with other users.
    TurnConfig withUsers(Map<String, Secret> newUsers) {
        return with(newUsers, authSecrets);
    }

    private TurnConfig with(Map<String, Secret> newUsers, List<Secret> newSecrets) {
        return new TurnConfig(
                listen,
                relayAddress,
                externalAddress,
                allocationDefaultAddressFamily,
                relayPortMin,
                relayPortMax,
                realm,
                newUsers,
                newSecrets,
                maxAllocateLifetime,
                userQuota,
                totalQuota,
                maxPermissions,
                maxChannels,
                allowedPeers,
                deniedPeers,
                unauthorizedRateLimit,
                software,
                mobility,
                shards,
                bandwidth,
                discovery,
                coalesceMicros,
                proxyProtocolFrom,
                tls,
                alternateServer,
                dtls,
                selfTestInterval,
                oauth);
    }

    private static void positive(Problems problems, String key, int value) {
        problems.require(value > 0, key, value + " (expected: 1 or more)");
    }

    private static void notNegative(Problems problems, String key, int value) {
        problems.require(value >= 0, key, value + " (expected: 0 or more)");
    }
}
