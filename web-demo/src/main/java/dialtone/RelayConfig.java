package dialtone;

import dialtone.config.Problems;
import dialtone.logging.LoggingConfig;
import dialtone.signaling.admin.AdminConfig;
import dialtone.tls.acme.AcmeConfig;
import dialtone.turn.TurnConfig;

/// What the relay alone is configured by: sections of the same file.
record RelayConfig(TurnConfig turn, AcmeConfig acme, AdminConfig admin, LoggingConfig logging) {

    RelayConfig {
        Problems problems = new Problems();
        acme.requireAlone(turn.tls().certificate(), "turn.tls.certificate", problems);
        turn.tls().requireCertificate(acme.isUsed(), "turn.tls.", problems);
        problems.orThrow();
    }

    static RelayConfig defaults() {
        return new RelayConfig(
                TurnConfig.defaults(),
                AcmeConfig.defaults(),
                AdminConfig.defaults(),
                LoggingConfig.defaults());
    }

    /// The same, checked for what the defaults lack.
    ///
    /// @throws dialtone.config.InvalidConfigException when nobody could use the relay
    RelayConfig forSomebody() {
        new Problems()
                .require(
                        !turn.users().isEmpty()
                                || !turn.authSecrets().isEmpty()
                                || !turn.oauth().keys().isEmpty(),
                        "turn.users",
                        "nobody could use this relay: name who may with --user name:password, or"
                                + " a secret with --auth-secret")
                .orThrow();
        return this;
    }
}
