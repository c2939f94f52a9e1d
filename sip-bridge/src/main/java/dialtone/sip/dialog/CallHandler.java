package dialtone.sip.dialog;

import dialtone.sip.agent.Source;
import dialtone.sip.message.SipRequest;

import org.jspecify.annotations.Nullable;

/// Gets incoming calls.
///
/// Threading: called on the new call's queue; it must not wait.
public interface CallHandler {

    /// A new call, to be answered or refused now or later.
    ///
    /// @return who is told what happens to it
    CallListener onCall(IncomingCall call);

    /// How a call behaves that comes from there; null: as all do.
    ///
    /// Threading: for any thread.
    default @Nullable CallConfig config(SipRequest invite, Source source) {
        return null;
    }
}
