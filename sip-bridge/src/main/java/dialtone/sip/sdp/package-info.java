/// Session descriptions (RFC 8866) and the offer/answer exchanges over them (RFC 3264), as far as
/// a call with sound needs them: with phones and trunks, and with browsers (RFC 8829).
///
/// *Starting points*: [SessionDescription#parse(String)] reads what came; a [Negotiation] for each
/// leg makes offers and answers, and an [Agreement] says what the two sides came to.
/// [CodecPreference] puts one leg's codecs in the order that suits the other.
///
/// What cannot be read or used is a value with words for a person, never an exception.
///
/// Threading: everything is immutable but [Negotiation], which belongs to its leg's queue.
@NullMarked
package dialtone.sip.sdp;

import org.jspecify.annotations.NullMarked;
