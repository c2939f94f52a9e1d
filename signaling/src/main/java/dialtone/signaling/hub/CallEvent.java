package dialtone.signaling.hub;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// A call from the invitation to its end, for the JVM's Flight Recorder; docs/operating.md lists
/// all of ours. It tells nobody's address.
///
/// Threading: for one thread at a time; the call's queue sees to it.
@Name("dialtone.Call")
@Label("Call")
@Category("Dialtone")
@Description("A call, from the invitation to its end")
@StackTrace(false)
final class CallEvent extends Event {

    @Label("Call Id")
    @Description("As logs and clients have it")
    String callId = "";

    @Label("Direction")
    @Description("internal, outbound or inbound")
    String direction = "";

    @Label("Kind")
    @Description("Of the side outside: user when there is none, tel, sip")
    String kind = "";

    @Label("Answered")
    boolean answered;

    @Label("Reason")
    @Description("Why it ended, as call.ended tells it")
    String reason = "";

    @Label("Ring Time")
    @Timespan(Timespan.MILLISECONDS)
    @Description("From the invitation to the answer, or to the end without one")
    long ringMillis;
}
