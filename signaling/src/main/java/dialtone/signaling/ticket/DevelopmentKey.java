package dialtone.signaling.ticket;

import dialtone.config.Secret;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/// The key of development mode, which a server makes for itself when none is configured: so that a
/// first call works before anything is set up.
///
/// @param secret random
public record DevelopmentKey(Secret secret) {

    /// The `kid` of tickets signed with it.
    public static final String ID = "development";

    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentKey.class);

    /// A new key; every start of a server makes its own.
    public static DevelopmentKey create() {
        return new DevelopmentKey(Secret.random());
    }

    /// What [TicketVerifier] is to know.
    public Map<String, Secret> keys() {
        return Map.of(ID, secret);
    }

    public TicketMinter minter() {
        return new TicketMinter(ID, secret);
    }

    /// Says loudly that the key is in use. Call it once per start.
    public void warn() {
        LOG.warn(warning());
    }

    static String warning() {
        return """
        DEVELOPMENT MODE: no ticket key is configured, so this server made one for itself.
          What it means: whoever reaches this server gets a ticket from POST /v1/dev/ticket, under any
            name, for every room and every address. Tickets end when the server stops.
          Before anybody else may reach it: set signaling.ticket-keys (a key id and a secret of at least
            32 bytes, made for example by: openssl rand -base64 32) and mint tickets in your own
            backend; docs/tickets.md shows how.\
        """;
    }
}
