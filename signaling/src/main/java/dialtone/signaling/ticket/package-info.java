/// Tickets: who may connect, and what they may do.
@NullMarked
package dialtone.signaling.ticket;

import org.jspecify.annotations.NullMarked;
