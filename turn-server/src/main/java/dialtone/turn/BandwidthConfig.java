package dialtone.turn;

import dialtone.config.ByteSize;
import dialtone.turn.allocation.Bandwidth;

/// How many bytes a second may be relayed in each direction; 0 for any number. As in coturn these
/// are bytes, whatever the names say.
///
/// @param maxBps of one allocation
/// @param userBps of all allocations of a user together
/// @param bpsCapacity of all allocations together
public record BandwidthConfig(ByteSize maxBps, ByteSize userBps, ByteSize bpsCapacity) {

    /// Nothing is limited.
    static BandwidthConfig defaults() {
        ByteSize any = new ByteSize(0);
        return new BandwidthConfig(any, any, any);
    }

    Bandwidth.Limits limits() {
        return new Bandwidth.Limits(maxBps.bytes(), userBps.bytes(), bpsCapacity.bytes());
    }
}
