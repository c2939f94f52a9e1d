/// What SIP elements say to each other: immutable messages, their headers and URIs, and how bytes
/// become messages (RFC 3261 sections 7, 19, 20 and 25).
///
/// A message keeps every header in its order, known or not, as text; what a header means is read
/// when somebody asks. Reading never throws: a bad message is a [Parsed.Malformed] that says what
/// is wrong, and with what status it can be answered.
///
/// *Starting points*: [DatagramParser] and [StreamParser] make messages of bytes, [SipRequest] and
/// [SipResponse] are what they make, [Headers] is where everything else hangs.
///
/// Threading: everything is immutable but the parsers of streams, which belong to one reader.
@NullMarked
package dialtone.sip.message;

import org.jspecify.annotations.NullMarked;
