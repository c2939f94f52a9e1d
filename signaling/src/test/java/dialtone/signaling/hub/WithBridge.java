package dialtone.signaling.hub;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/// A hub with a bridge to phones, and somebody who calls one.
abstract class WithBridge {

    static final String PHONE = "tel:+15551234567";

    final TestHub test;
    final FakeBridge bridge = new FakeBridge();
    TestHub.Client alice;

    WithBridge(int maxCallsPerSession) {
        test = new TestHub(maxCallsPerSession);
        alice = test.new Client();
    }

    @BeforeEach
    void connect() {
        test.hub.add(bridge);
        alice = test.open("alice");
    }

    FakeBridge.Call calling() {
        alice.call(PHONE);
        return bridge.last();
    }

    FakeBridge.Call answered() {
        FakeBridge.Call call = calling();
        call.side.answer(FakeBridge.DESCRIPTION);
        return call;
    }

    /// Why the newest request of hers was refused; null when it was not.
    @Nullable ErrorCode refusal() {
        return alice.told.getLast() instanceof Answer.Failed failed ? failed.code() : null;
    }
}
