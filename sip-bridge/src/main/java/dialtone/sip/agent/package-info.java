/// How messages get there and back: transports, transactions and the search for servers
/// (RFC 3261 sections 17 and 18, RFC 3263, RFC 3581, RFC 6026). Dialogs are built on top of it.
///
/// *Starting points*: [SipAgent] is the whole; who uses it sends requests with
/// [SipAgent#send], and gets new ones as [ServerTransaction] by its [ServerUser]. What it costs a
/// stranger to get so far decides the [SenderPolicy].
///
/// Threading: one thread reads each UDP socket, two virtual threads serve each connection.
/// Each transaction has a queue of its own, on which its state changes, and puts what its user is
/// to know on the queue its user has chosen. Nothing waits on a queue: connections are written by
/// their own thread, out of a bounded queue.
@NullMarked
package dialtone.sip.agent;

import org.jspecify.annotations.NullMarked;
