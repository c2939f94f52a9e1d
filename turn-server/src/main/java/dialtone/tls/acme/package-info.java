/// Certificates from an authority by ACME (RFC 8555): ordered, proven to be ours to have on the
/// very ports that use them (TLS-ALPN-01, RFC 8737), kept, and renewed while the process runs.
///
/// *Starting points*: [Acme], which decides what is done when; [Authority] talks.
///
/// *Threading*: one virtual thread does all of it, one thing after the other.
@NullMarked
package dialtone.tls.acme;

import org.jspecify.annotations.NullMarked;
