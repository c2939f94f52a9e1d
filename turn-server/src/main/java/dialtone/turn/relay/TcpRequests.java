package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.allocation.RelayedAddress;
import dialtone.turn.auth.Authenticator.Outcome.Known;
import dialtone.turn.protocol.PeerAddress;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.StunWriter;
import dialtone.turn.relay.Requests.Result;
import dialtone.turn.tcp.PeerConnection;
import dialtone.turn.tcp.PeerConnections;
import dialtone.turn.tcp.TcpRelay;
import dialtone.turn.tcp.TcpRelay.Connected;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// What Connect and ConnectionBind do (RFC 6062 sections 5.2 and 5.4).
///
/// Threading: for the shard's thread.
final class TcpRequests {

    private final PeerConnections connections;

    TcpRequests(PeerConnections connections) {
        this.connections = connections;
    }

    /// Begins to connect to a peer that may be reached.
    ///
    /// @param later is told what to answer when it is known
    Result connect(
            StunMessage request,
            Allocation allocation,
            PeerAddress address,
            Consumer<Result> later) {
        Remote peer = address.remote();
        RelayedAddress from = allocation.address(address.family());
        TcpRelay relay = from == null ? null : from.tcp();
        if (relay == null) {
            return new Result.Refused(
                    StunError.ALLOCATION_MISMATCH, "The allocation relays no connections.");
        }
        if (relay.has(peer)) {
            return new Result.Refused(
                    StunError.CONNECTION_ALREADY_EXISTS,
                    "There is a connection with this peer already.");
        }
        if (relay.isFull()) {
            return new Result.Refused(
                    StunError.INSUFFICIENT_CAPACITY,
                    "The allocation has as many connections as it may have.");
        }
        relay.connect(
                peer,
                outcome ->
                        later.accept(
                                switch (outcome) {
                                    case Connected.Done(var connection) ->
                                            new Result.Done(
                                                    StunWriter.success(request)
                                                            .connectionId(connection.id()),
                                                    allocation);
                                    case Connected.Failed(var words) ->
                                            new Result.Refused(StunError.CONNECTION_FAILED, words);
                                }));
        return new Result.Later();
    }

    /// Joins a client's new connection to one with a peer.
    Result bind(StunMessage request, Client client, @Nullable Allocation allocation, Known user) {
        Integer id = request.connectionId();
        if (id == null) {
            return new Result.Refused(StunError.BAD_REQUEST, "CONNECTION-ID is missing.");
        }
        if (allocation != null || !(client instanceof StreamClient stream)) {
            return new Result.Refused(
                    StunError.BAD_REQUEST,
                    "ConnectionBind comes over a TCP connection of its own, without an"
                            + " allocation.");
        }
        PeerConnection connection = connections.bind(id, user.username());
        if (connection == null) {
            return new Result.Refused(
                    StunError.BAD_REQUEST, "You have no connection with this id that waits.");
        }
        stream.bind(connection);
        return new Result.Done(StunWriter.success(request).connectionId(id), null);
    }
}
