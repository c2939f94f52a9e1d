/// Secure RTP (RFC 3711, RFC 7714): keys, and packets protected and unprotected in their slots.
///
/// *Starting points*: [SrtpSession] holds what one association of two ends needs; [SrtpKey] is one
/// direction's master key, [SdesKey] how SDP carries it (RFC 4568); [Srtp] prepares the library.
///
/// *Threading*: a session and its [PacketBuffer] belong to one thread, the rest is immutable.
@NullMarked
package dialtone.media.srtp;

import org.jspecify.annotations.NullMarked;
