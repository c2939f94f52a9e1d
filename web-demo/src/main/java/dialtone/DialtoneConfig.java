package dialtone;

import dialtone.logging.LoggingConfig;
import dialtone.signaling.SignalingConfig;
import dialtone.signaling.admin.AdminConfig;
import dialtone.web.WebConfig;

/// The whole configuration; `docs/reference.yaml` describes every key of it.
public record DialtoneConfig(
        SignalingConfig signaling, AdminConfig admin, WebConfig web, LoggingConfig logging) {

    public static DialtoneConfig defaults() {
        return new DialtoneConfig(
                SignalingConfig.defaults(),
                AdminConfig.defaults(),
                WebConfig.defaults(),
                LoggingConfig.defaults());
    }
}
