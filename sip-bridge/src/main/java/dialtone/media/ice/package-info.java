/// ICE without a search: the lite agent of a server that everybody can reach (RFC 8445), on a port
/// that all its calls share. It answers connectivity checks, and those of consent (RFC 7675), and
/// never sends any. So what the other end tells of its candidates is not needed.
///
/// *Starting points*: [IceAgents] answers what comes to a port; an [IceAgent] knows the valid pairs
/// of one call; [IceCredentials] and [IceCandidates] are what SDP says of it.
///
/// *Threading*: agents belong to their port's thread, the rest is immutable.
@NullMarked
package dialtone.media.ice;

import org.jspecify.annotations.NullMarked;
