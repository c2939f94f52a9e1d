/// Who may use the relay: long-term credentials (RFC 8489 section 9.2), configured or made for a
/// limited time, and nonces that cost no memory.
///
/// *Starting points*: [Authenticator] judges a request; [RestCredentials] makes credentials.
@NullMarked
package dialtone.turn.auth;

import org.jspecify.annotations.NullMarked;
