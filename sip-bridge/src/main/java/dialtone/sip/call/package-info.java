/// Phone calls: what the hub calls a bridge, made of SIP dialogs and media.
///
/// Starting points: [dialtone.sip.call.PhoneBridge] takes what browsers dial,
/// [dialtone.sip.call.OutboundCall] is one such call, [dialtone.sip.call.TestNumbers] answers 600,
/// 601 and 602.
///
/// Threading: each call has a queue of its own; media is on the thread of
/// [dialtone.media.MediaPort].
@NullMarked
package dialtone.sip.call;

import org.jspecify.annotations.NullMarked;
