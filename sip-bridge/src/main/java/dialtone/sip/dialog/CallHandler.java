package dialtone.sip.dialog;

/// Gets incoming calls.
///
/// Threading: called on the new call's queue; it must not wait.
public interface CallHandler {

    /// A new call, to be answered or refused now or later.
    ///
    /// @return who is told what happens to it
    CallListener onCall(IncomingCall call);
}
