package dialtone.turn.auth;

import dialtone.config.Secret;

/// What a client needs to use the relay.
public record TurnCredential(String username, Secret password) {}
