package dialtone.signaling.ticket;

/// Says what a ticket is worth.
public interface TicketVerifier {

    Verdict verify(String jwt);
}
