package dialtone.architecture.bad.turn;

import dialtone.architecture.bad.signaling.hub.Hub;

import org.ice4j.attribute.AttributeFactory;

import java.time.Instant;
import java.util.logging.Logger;

/// In a package without package-info, with an arrow to a later module, a name that says nothing,
/// a logger and a clock of its own, and past the package that hides the STUN library.
public final class TurnManager {

    private final Logger log = Logger.getLogger("turn");

    public void relay(Hub hub) {
        log.info(Instant.now() + " " + hub.rooms);
        log.info(AttributeFactory.createUseCandidateAttribute().getName());
    }
}
