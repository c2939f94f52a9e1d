/// Batches of datagrams in and out, behind one small interface for all systems.
///
/// *Starting points*: a [UdpLoop] waits for many [UdpSocket]s; [Datagrams] are the memory that
/// packets arrive in and leave from, without being copied between.
///
/// *Threading*: a loop, its sockets and its memory belong to one thread.
@NullMarked
package dialtone.udp;

import org.jspecify.annotations.NullMarked;
