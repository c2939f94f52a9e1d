/// Who somebody is, proved with a password that is not sent: Digest authentication (RFC 7616) as
/// SIP uses it (RFC 3261 section 22, RFC 8760), from both sides.
///
/// *Starting points*: [DigestClient] answers challenges, [DigestServer] makes them and checks the
/// answers.
///
/// Threading: see the classes.
@NullMarked
package dialtone.sip.digest;

import org.jspecify.annotations.NullMarked;
