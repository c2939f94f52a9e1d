package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Bandwidth;
import dialtone.turn.allocation.Quotas;
import dialtone.turn.allocation.RelayPorts;
import dialtone.turn.allocation.Reservations;
import dialtone.turn.auth.Authenticator;
import dialtone.turn.dtls.DtlsServer;
import dialtone.turn.tcp.PeerConnections;

import org.jspecify.annotations.Nullable;

/// What all shards share.
///
/// @param relayAddress where relayed addresses are opened
/// @param externalAddress what clients are told instead, by family; null for the same
/// @param defaultFamily what a client gets that names no family
/// @param operation what may change meanwhile
/// @param tickets that allocations move with; null when they may not
/// @param software what answers call this program; null for nothing
/// @param dtls null when clients do not reach it over DTLS
public record RelayContext(
        RelayAddresses relayAddress,
        @Nullable RelayAddresses externalAddress,
        DefaultFamily defaultFamily,
        Operation operation,
        @Nullable String software,
        Authenticator authenticator,
        AddressPolicy policy,
        OwnAddresses ownAddresses,
        RelayedAddresses relayedAddresses,
        RelayPorts ports,
        Quotas quotas,
        Bandwidth bandwidth,
        Reservations reservations,
        PeerConnections peerConnections,
        @Nullable Tickets tickets,
        TurnMetrics metrics,
        @Nullable DtlsServer dtls) {

    Allocation.Bounds bounds() {
        return operation.limits().bounds();
    }
}
