package dialtone.sip.call;

import dialtone.sip.dialog.CallConfig;
import dialtone.sip.trunk.Trunk;
import dialtone.sip.trunk.TrunkConfig;

/// How calls by a trunk behave, as its configuration says.
final class TrunkCalls {

    private TrunkCalls() {}

    static CallConfig of(Trunk trunk) {
        TrunkConfig config = trunk.config();
        CallConfig usual = CallConfig.DEFAULT;
        return new CallConfig(
                config.prack(),
                (int) config.sessionTimer().toSeconds(),
                usual.minSessionSeconds(),
                usual.userAgent(),
                usual.timers(),
                trunk.seen().sip());
    }
}
