package dialtone.signaling.hub;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A session from its beginning to its end, for the JVM's Flight Recorder; docs/operating.md lists
/// all of ours. It does not tell whose it is.
///
/// Threading: for one thread at a time; the session's queue sees to it.
@Name("dialtone.Session")
@Label("Session")
@Category("Dialtone")
@Description("A client's session, over all of its connections")
@StackTrace(false)
final class SessionEvent extends Event {

    @Label("Session")
    @Description("As logs have it")
    String session = "";

    @Label("Resumed")
    @Description("How often it went on with another connection")
    int resumed;

    @Label("Lost")
    @Description("Whether it ended without a goodbye")
    boolean lost;

    void ended(String name, boolean wasLost) {
        session = name;
        lost = wasLost;
        commit();
    }
}
