package dialtone.turn.relay;

import dialtone.turn.protocol.DiscoveryAttributes;
import dialtone.turn.protocol.Method;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.StunWriter;
import dialtone.udp.UdpSocket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// NAT behaviour discovery (RFC 5780) in one shard: four sockets, of two addresses with the same
/// two ports, so that a client can ask each of them, and ask one to answer from another.
///
/// An answer goes to the address its request came from and nowhere else, is padded by no more than
/// its request was, and is one of those that the limit for strangers counts.
///
/// Threading: for the shard's thread.
public final class Discovery {

    /// The bits of a place in the lists.
    private static final int PORT_BIT = 1;

    private static final int ADDRESS_BIT = 2;

    /// RFC 5780 section 7.6 wants the answer to be fragmented where fragments come through: this
    /// is what Ethernet carries.
    private static final int MAX_PADDING_BYTES = 1500;

    private final List<UdpSocket> sockets;
    private final List<InetSocketAddress> told;

    /// Offers it.
    ///
    /// @param primary where clients come to first
    /// @param otherPort at the same address
    /// @param otherAddress with the same port
    /// @param both at the other address with the other port
    /// @param told what clients are told of the first address
    /// @param otherTold what clients are told of the other address
    public Discovery(
            UdpSocket primary,
            UdpSocket otherPort,
            UdpSocket otherAddress,
            UdpSocket both,
            InetAddress told,
            InetAddress otherTold) {
        this.sockets = List.of(primary, otherPort, otherAddress, both);
        int port = primary.local().getPort();
        int alternatePort = otherPort.local().getPort();
        this.told =
                List.of(
                        new InetSocketAddress(told, port),
                        new InetSocketAddress(told, alternatePort),
                        new InetSocketAddress(otherTold, port),
                        new InetSocketAddress(otherTold, alternatePort));
    }

    /// Whether this is one of the four.
    boolean isAt(UdpSocket socket) {
        return sockets.contains(socket);
    }

    /// Answers a Binding request that came to one of the four (RFC 5780 section 6.1).
    void answer(StunMessage request, UdpClient client, TurnMetrics metrics) {
        DiscoveryAttributes asked = request.discovery();
        List<Character> unknown = request.unknownBesidesDiscovery();
        String defect = asked.defect();
        if (!unknown.isEmpty()) {
            metrics.answered(Method.BINDING, StunError.UNKNOWN_ATTRIBUTE);
            client.answer(end(request, Requests.unknownAttributes(request, unknown)));
        } else if (defect != null) {
            metrics.answered(Method.BINDING, StunError.BAD_REQUEST);
            client.answer(end(request, StunWriter.error(request, StunError.BAD_REQUEST, defect)));
        } else {
            metrics.answered(Method.BINDING, null);
            succeed(request, client, asked);
        }
    }

    private void succeed(StunMessage request, UdpClient client, DiscoveryAttributes asked) {
        int reached = sockets.indexOf(client.socket());
        int from =
                reached
                        ^ (asked.changesPort() ? PORT_BIT : 0)
                        ^ (asked.changesAddress() ? ADDRESS_BIT : 0);
        StunWriter answer =
                StunWriter.success(request)
                        .mappedAddress(client.remote().socketAddress())
                        .plainMappedAddress(client.remote().socketAddress())
                        .responseOrigin(told.get(from))
                        .otherAddress(told.get(reached ^ PORT_BIT ^ ADDRESS_BIT));
        Integer padding = asked.paddingBytes();
        if (padding != null) {
            answer.padding(Math.min(padding, MAX_PADDING_BYTES));
        }
        client.answer(end(request, answer), sockets.get(from), asked.responsePort());
    }

    private static byte[] end(StunMessage request, StunWriter answer) {
        return answer.end(null, request.hasFingerprint());
    }
}
