package dialtone;

import dialtone.config.Problems;
import dialtone.config.Secret;
import dialtone.logging.LoggingConfig;
import dialtone.signaling.SignalingConfig;
import dialtone.signaling.admin.AdminConfig;
import dialtone.sip.SipConfig;
import dialtone.tls.acme.AcmeConfig;
import dialtone.turn.TurnConfig;
import dialtone.web.WebConfig;

import java.util.List;

/// The whole configuration; `docs/reference.yaml` describes every key of it.
public record DialtoneConfig(
        SignalingConfig signaling,
        TurnConfig turn,
        AcmeConfig acme,
        SipConfig sip,
        AdminConfig admin,
        WebConfig web,
        LoggingConfig logging) {

    public DialtoneConfig {
        List<String> unknown =
                admin.requiredTrunks().stream()
                        .filter(name -> !sip.trunks().containsKey(name))
                        .toList();
        Problems problems = new Problems();
        acme.requireAlone(signaling.tls().certificate(), "signaling.tls.certificate", problems);
        acme.requireAlone(turn.tls().certificate(), "turn.tls.certificate", problems);
        turn.tls().requireCertificate(acme.isUsed(), "turn.tls.", problems);
        problems.require(
                        unknown.isEmpty(),
                        "admin.required-trunks",
                        "there is no such trunk in sip.trunks: " + String.join(", ", unknown))
                .require(
                        signaling.turnUrls().isEmpty() || !turn.authSecrets().isEmpty(),
                        "signaling.turn-urls",
                        "other TURN servers take our credentials only if they share a secret with"
                                + " us; configure it as turn.auth-secrets")
                .orThrow();
    }

    public static DialtoneConfig defaults() {
        return new DialtoneConfig(
                SignalingConfig.defaults(),
                TurnConfig.defaults(),
                AcmeConfig.defaults(),
                SipConfig.defaults(),
                AdminConfig.defaults(),
                WebConfig.defaults(),
                LoggingConfig.defaults());
    }

    /// The same with a secret for the relay.
    DialtoneConfig withRelaySecret(Secret secret) {
        return new DialtoneConfig(
                signaling, turn.withAuthSecrets(List.of(secret)), acme, sip, admin, web, logging);
    }
}
