package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Quotas;
import dialtone.turn.allocation.RelayPorts;
import dialtone.turn.auth.Authenticator;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/// What all shards share.
///
/// @param relayAddress where relayed addresses are opened
/// @param externalAddress what clients are told instead; null for the same
/// @param operation what may change meanwhile
/// @param software what answers call this program; null for nothing
public record RelayContext(
        InetAddress relayAddress,
        @Nullable InetAddress externalAddress,
        Operation operation,
        @Nullable String software,
        Authenticator authenticator,
        AddressPolicy policy,
        OwnAddresses ownAddresses,
        RelayPorts ports,
        Quotas quotas,
        TurnMetrics metrics) {

    Allocation.Bounds bounds() {
        return operation.limits().bounds();
    }
}
