package dialtone.turn;

import dialtone.config.Addresses;
import dialtone.config.Problems;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Whether clients may find out what the NATs before them do (RFC 5780). It needs two addresses of
/// this machine and two ports on each: the first of `turn.listen`, and these.
///
/// @param alternateAddress the second address; null when nothing is offered
/// @param alternatePort the second port, on both addresses
/// @param alternateExternalAddress what clients are told instead of `alternateAddress`, when a NAT
///     stands before this machine
public record DiscoveryConfig(
        @Nullable InetAddress alternateAddress,
        int alternatePort,
        @Nullable InetAddress alternateExternalAddress) {

    private static final int DEFAULT_PORT = 3479;
    private static final int MAX_PORT = 65_535;
    private static final String ADDRESS = "alternate-address";
    private static final String PORT = "alternate-port";
    private static final String EXTERNAL = "alternate-external-address";

    public DiscoveryConfig {
        Problems problems = new Problems();
        problems.require(
                alternateAddress == null || !alternateAddress.isAnyLocalAddress(),
                ADDRESS,
                "is a wildcard, and answers must come from one address (expected: one of this"
                        + " machine's own addresses)");
        problems.require(
                0 <= alternatePort && alternatePort <= MAX_PORT,
                PORT,
                alternatePort + " (expected: 0 to 65535)");
        if (alternateExternalAddress != null) {
            problems.require(
                    alternateAddress != null,
                    EXTERNAL,
                    "means nothing alone (expected: alternate-address as well)");
            problems.require(
                    alternateAddress == null
                            || isSameFamily(alternateAddress, alternateExternalAddress),
                    EXTERNAL,
                    "is of another family than alternate-address (expected: both IPv4 or both"
                            + " IPv6)");
        }
        problems.orThrow();
    }

    /// Nothing is offered.
    static DiscoveryConfig defaults() {
        return new DiscoveryConfig(null, DEFAULT_PORT, null);
    }

    /// Those that clients may take for this machine.
    List<InetAddress> addresses() {
        return Stream.of(alternateAddress, alternateExternalAddress)
                .filter(Objects::nonNull)
                .toList();
    }

    /// Whether these go with the addresses that clients know.
    ///
    /// @param listen the first of them is the other of the two
    Problems check(List<InetSocketAddress> listen) {
        Problems problems = new Problems();
        if (alternateAddress == null || listen.isEmpty() || listen.getFirst().isUnresolved()) {
            return problems;
        }
        InetAddress address = listen.getFirst().getAddress();
        int port = listen.getFirst().getPort();
        problems.require(
                !address.isAnyLocalAddress(),
                ADDRESS,
                "needs turn.listen to begin with one address of this machine, for answers must come"
                        + " from it alone, but that is the wildcard "
                        + address.getHostAddress());
        problems.require(
                isSameFamily(address, alternateAddress),
                ADDRESS,
                alternateAddress.getHostAddress()
                        + " is of another family than the first of turn.listen (expected: both IPv4"
                        + " or both IPv6)");
        problems.require(
                !address.equals(alternateAddress),
                ADDRESS,
                alternateAddress.getHostAddress()
                        + " is the first of turn.listen as well (expected: another address of this"
                        + " machine)");
        problems.require(
                alternatePort == 0 || port != alternatePort,
                PORT,
                alternatePort
                        + " is the port of the first of turn.listen as well (expected: another)");
        checkOthers(listen, problems);
        return problems;
    }

    /// What is opened for discovery cannot be opened again.
    private void checkOthers(List<InetSocketAddress> listen, Problems problems) {
        InetSocketAddress first = listen.getFirst();
        for (InetSocketAddress other : listen.subList(1, listen.size())) {
            boolean isAtAddress =
                    other.getAddress() != null
                            && (other.getAddress().equals(alternateAddress)
                                    || other.getAddress().equals(first.getAddress()));
            boolean isAtPort =
                    other.getPort() != 0
                            && (other.getPort() == alternatePort
                                    || other.getPort() == first.getPort());
            problems.require(
                    !isAtAddress || !isAtPort || other.equals(first),
                    ADDRESS,
                    "with both ports it takes "
                            + Addresses.text(other)
                            + ", which turn.listen has too (expected: once; the relay works over"
                            + " UDP at all four)");
        }
    }

    private static boolean isSameFamily(InetAddress one, InetAddress other) {
        return one.getAddress().length == other.getAddress().length;
    }
}
