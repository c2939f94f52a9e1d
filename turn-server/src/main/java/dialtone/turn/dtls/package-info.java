/// DTLS for datagram clients (RFC 7350) on the sockets that plain ones use: handshakes, sessions,
/// and what strangers may cost. It knows nothing of TURN.
///
/// *Starting points*: [DtlsServer] is what all shards share; [DtlsSessions] is one shard's;
/// [DtlsHost] is what a shard does for it.
///
/// *Threading*: sessions begin and end on their shard's thread, which also encrypts. Each has a
/// virtual thread that does its handshake and decrypts.
@NullMarked
package dialtone.turn.dtls;

import org.jspecify.annotations.NullMarked;
