/// DTLS 1.2 for keys of SRTP (RFC 5764), in either role: handshakes with browsers whose certificate
/// is told by their SDP (RFC 8122).
///
/// *Starting points*: [DtlsIdentity] is what this process shows of itself; [DtlsHandshakes] begins
/// handshakes and bounds them; a [DtlsAssociation] is one of them, and what is left of it.
///
/// *Threading*: each handshake has a virtual thread of its own. Datagrams may be given from any
/// thread, results come on the handshake's.
@NullMarked
package dialtone.media.dtls;

import org.jspecify.annotations.NullMarked;
