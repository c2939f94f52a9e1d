package dialtone.sip.call;

import dialtone.sip.dialog.CallConfig;
import dialtone.sip.trunk.TrunkConfig;

/// How calls by a trunk behave, as its configuration says.
final class TrunkCalls {

    private TrunkCalls() {}

    static CallConfig of(TrunkConfig trunk) {
        CallConfig usual = CallConfig.DEFAULT;
        return new CallConfig(
                trunk.prack(),
                (int) trunk.sessionTimer().toSeconds(),
                usual.minSessionSeconds(),
                usual.userAgent(),
                usual.timers());
    }
}
