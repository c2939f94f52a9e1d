package dialtone.sip.dialog;

import dialtone.sip.agent.Target;
import dialtone.sip.message.SipUri;

import java.util.List;
import java.util.function.Consumer;

/// Finds where requests inside of dialogs go: as a rule by DNS, with
/// [dialtone.sip.agent.SipTargets]; for peers behind NAT perhaps to where they were seen last.
///
/// Threading: for any thread; it must not wait, and may call back at once or later, on any thread.
public interface Routes {

    /// Looks up where requests for this next hop go.
    ///
    /// @param found gets the targets in their order; none when there are none
    void find(SipUri nextHop, Consumer<List<Target>> found);
}
