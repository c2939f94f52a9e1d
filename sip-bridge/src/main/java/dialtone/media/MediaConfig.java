package dialtone.media;

import dialtone.config.Problems;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// Where media of bridged calls come to.
///
/// @param listen the UDP port of all browsers' media
/// @param externalAddresses as browsers and phones reach this machine, where they differ from the
///     address of `listen`
/// @param handshakes that may go on at once
/// @param trunkPorts UDP ports for media of trunks, on the address of `listen`
/// @param coalesceMicros as [dialtone.udp.UdpLoops#open(int)] has it, for all packets
public record MediaConfig(
        InetSocketAddress listen,
        List<InetAddress> externalAddresses,
        int handshakes,
        TrunkPorts trunkPorts,
        int coalesceMicros) {

    public MediaConfig {
        externalAddresses = List.copyOf(externalAddresses);
        Problems problems = new Problems();
        problems.require(handshakes > 0, "handshakes", handshakes + " (expected: 1 or more)");
        problems.require(
                !listen.getAddress().isAnyLocalAddress() || !externalAddresses.isEmpty(),
                "external-addresses",
                "none (expected: where listening on all addresses, those that others reach)");
        problems.orThrow();
    }

    /// The ports of trunks' media, for RTP even ones, for RTCP the next.
    ///
    /// @param first of them
    /// @param last of them
    public record TrunkPorts(int first, int last) {

        private static final int MAX_PORT = 65_535;

        public TrunkPorts {
            Problems problems = new Problems();
            problems.require(
                    first >= 1 && last <= MAX_PORT && pairs(first, last) > 0,
                    "first",
                    first + " to " + last + " (expected: ports, two or more from an even one on)");
            problems.orThrow();
        }

        private static int pairs(int first, int last) {
            return (last + 1 - (first + 1 & ~1)) / 2;
        }

        /// How many pairs there are.
        int pairs() {
            return pairs(first, last);
        }

        /// The even port of a pair.
        int even(int pair) {
            return (first + 1 & ~1) + 2 * pair;
        }
    }
}
