/// Calls as SIP has them, above the transactions of [dialtone.sip.agent]: dialogs, INVITEs both
/// ways, reliable provisional responses, session timers, renegotiation and transfer (RFC 3261,
/// 3262, 3311, 3515, 3891, 4028, 6026). Session descriptions are texts here, and media is no
/// matter of it.
///
/// *Starting points*: [CallRegistry] gets what the agent receives, makes outgoing calls and gives
/// incoming ones to its [CallHandler]. A call is a [SipCall]; what happens to it tells a
/// [CallListener].
///
/// Threading: everything of a call runs on one [dialtone.signaling.task.SerialTasks]. Public
/// methods of calls are for any thread and put their work there.
@NullMarked
package dialtone.sip.dialog;

import org.jspecify.annotations.NullMarked;
