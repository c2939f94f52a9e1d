/// Batches of datagrams in and out, behind one small interface for all systems.
///
/// *Starting points*: [UdpLoops] opens a [UdpLoop], which waits for many [UdpSocket]s; [Datagrams]
/// are the memory that packets arrive in and leave from, and [PacketSlots] give out its slots.
///
/// *Threading*: a loop, its sockets and its memory belong to one thread.
@NullMarked
package dialtone.udp;

import org.jspecify.annotations.NullMarked;
