package dialtone.signaling.hub;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.Request.SessionOpen;

/// What a client is told at the beginning of its session, of how to reach others.
///
/// Threading: for the session's queue.
final class Welcome {

    private Welcome() {}

    /// The answer to who opens the session, or resumes it.
    ///
    /// @param recovered whether it is the one that the client wanted to resume
    static Answer to(Session session, Hub hub, SessionOpen request, boolean recovered) {
        IceServers ice = iceServers(session, hub);
        Answer answer =
                new Answer.Done(
                        request.id(),
                        new Answer.SessionOpened(
                                session.id(),
                                session.party(),
                                ice.servers(),
                                ice.expiresAt(),
                                session.ticket().expiresAt(),
                                recovered,
                                session.resumption(),
                                hub.gateway()));
        hub.messageMetrics().received(request.method(), null);
        hub.messageMetrics().sent(answer);
        return answer;
    }

    /// The servers for media once more, with credentials that last.
    static Answer.FreshIceServers freshIceServers(Session session, Hub hub) {
        IceServers ice = iceServers(session, hub);
        return new Answer.FreshIceServers(ice.servers(), ice.expiresAt());
    }

    private static IceServers iceServers(Session session, Hub hub) {
        return hub.iceServers().forSession(session.id(), session.ticket().user());
    }
}
