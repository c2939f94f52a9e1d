/// Tickets: signed words of a site's backend saying who somebody is, which rooms they may
/// join, whom they may call, and until when.
///
/// *Starting points:* [TicketVerifier][dialtone.signaling.ticket.TicketVerifier] decides whether
/// a ticket is good and says in words why not;
/// [TicketMinter][dialtone.signaling.ticket.TicketMinter] makes one;
/// [TicketApi][dialtone.signaling.ticket.TicketApi] is their HTTP side. The format is documented
/// in `docs/tickets.md`.
///
/// *Threading:* everything here is immutable and free for any thread. Nothing waits.
@NullMarked
package dialtone.signaling.ticket;

import org.jspecify.annotations.NullMarked;
