package dialtone.signaling.hub;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Media;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.message.RequestId;
import dialtone.signaling.room.Rooms;
import dialtone.signaling.task.Timers;
import dialtone.signaling.ticket.Verdict;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Where all sessions meet.
///
/// Threading: for any number of threads.
public final class Hub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private final Limits limits;
    private final IceServerSource iceServers;
    private final Timers timers;
    private final InstantSource clock;
    private final Endpoints endpoints;
    private final Admission admission;
    private final Calls calls;
    private final Invitations invitations;
    private final Rooms rooms;
    private final MessageMetrics messageMetrics;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    /// A hub nobody is connected to yet.
    ///
    /// @param allowedOrigins whose pages may connect; empty for all
    /// @param tickets says what a ticket is worth
    public Hub(
            Limits limits,
            List<String> allowedOrigins,
            Function<String, Verdict> tickets,
            IceServerSource iceServers,
            Timers timers,
            InstantSource clock,
            MeterRegistry registry) {
        this.limits = limits;
        this.iceServers = iceServers;
        this.timers = timers;
        this.clock = clock;
        endpoints = new Endpoints(limits.maxSessions(), limits.maxSessionsPerUser());
        admission = new Admission(allowedOrigins, tickets, endpoints);
        calls = new Calls(endpoints, timers, limits.ringTimeout(), new CallMetrics(registry));
        invitations = new Invitations(admission, endpoints, calls);
        rooms = new Rooms(limits.maxRoomPeers(), registry);
        messageMetrics = new MessageMetrics(registry);
    }

    /// Begins a session for a new connection; its first message must open it.
    ///
    /// @param origin of the page, as the browser tells it; null when it is no page
    public Session connect(Connection connection, @Nullable String origin) {
        Session session = new Session(this, connection, origin);
        sessions.add(session);
        session.begin();
        return session;
    }

    /// Who is let in.
    public Admission admission() {
        return admission;
    }

    /// Lets nobody in and no call begin, and ends what there is: every session is told once why
    /// its calls are over, and then closed.
    @Override
    public void close() {
        admission.drain();
        LOG.info("event=hub_drained sessions={}", endpoints.count());
        List.copyOf(sessions).forEach(s -> s.drain("The server stops."));
    }

    /// Lets a bridge serve the addresses of its schemes from now on; before anybody connects.
    public void add(Bridge bridge) {
        invitations.add(bridge);
    }

    /// Rings a user for somebody behind a bridge.
    ///
    /// @param leg told what becomes of it, at once if nobody can be rung
    /// @return the bridge's side
    public BridgedCall call(Party from, Address to, Media media, RawJson offer, Bridge.Leg leg) {
        return invitations.invite(
                from, leg, new CallInvite(RequestId.of(0), to, media, offer, null));
    }

    void forget(Session session) {
        sessions.remove(session);
    }

    Limits limits() {
        return limits;
    }

    IceServerSource iceServers() {
        return iceServers;
    }

    Timers timers() {
        return timers;
    }

    InstantSource clock() {
        return clock;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    Calls calls() {
        return calls;
    }

    Invitations invitations() {
        return invitations;
    }

    Rooms rooms() {
        return rooms;
    }

    MessageMetrics messageMetrics() {
        return messageMetrics;
    }
}
