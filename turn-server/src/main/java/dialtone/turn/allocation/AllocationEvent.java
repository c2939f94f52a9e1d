package dialtone.turn.allocation;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// An allocation from its beginning to its end, for the JVM's Flight Recorder; docs/operating.md
/// lists all of ours.
///
/// Threading: for the shard's thread.
@Name("dialtone.Allocation")
@Label("Allocation")
@Category("Dialtone")
@Description("A relayed address of a client, or one of each family, while it lived")
@StackTrace(false)
final class AllocationEvent extends Event {

    @Label("Id")
    @Description("As /v1/turn/allocations tells it")
    String id = "";

    @Label("Transport")
    @Description("How the client reached the relay in the end")
    String transport = "";

    @Label("Packets to Peers")
    long packetsToPeers;

    @Label("Bytes to Peers")
    @DataAmount
    long bytesToPeers;

    @Label("Packets to Client")
    long packetsToClient;

    @Label("Bytes to Client")
    @DataAmount
    long bytesToClient;
}
