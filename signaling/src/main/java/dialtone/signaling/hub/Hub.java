package dialtone.signaling.hub;

import dialtone.signaling.bus.Bus;
import dialtone.signaling.bus.LocalBus;
import dialtone.signaling.mail.LocalMailStore;
import dialtone.signaling.mail.MailMetrics;
import dialtone.signaling.mail.MailStore;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.Details;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event.ServerDraining;
import dialtone.signaling.message.Gateway;
import dialtone.signaling.message.Media;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.message.Request.RoomJoin;
import dialtone.signaling.message.RequestId;
import dialtone.signaling.presence.PresenceMetrics;
import dialtone.signaling.presence.Presences;
import dialtone.signaling.presence.ProgramPresence;
import dialtone.signaling.presence.Rosters;
import dialtone.signaling.room.LocalRooms;
import dialtone.signaling.room.Rooms;
import dialtone.signaling.task.Timers;
import dialtone.signaling.ticket.HolderKey;
import dialtone.signaling.ticket.Ticket;
import dialtone.signaling.ticket.Verdict;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Where all sessions meet.
///
/// Threading: for any number of threads.
public final class Hub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private static final String STOPS = "The server stops.";

    private final Limits limits;
    private final IceServerSource iceServers;
    private final Timers timers;
    private final InstantSource clock;
    private final Endpoints endpoints;
    private final Admission admission;
    private final Calls calls;
    private final Invitations invitations;
    private final Rooms rooms;
    private final Bus bus;
    private final PresenceMetrics presenceMetrics;
    private final Presences presences;
    private final ProgramPresence programs;
    private final Rosters rosters;
    private final MailStore mail;
    private final MailMetrics mailMetrics;
    private final Post post = new Post(this);
    private final MessageMetrics messageMetrics;
    private final AwaySessions away = new AwaySessions();
    private final ResumeMetrics resumeMetrics;
    private final Set<Attachment> attachments = ConcurrentHashMap.newKeySet();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Map<String, Session> byToken = new ConcurrentHashMap<>();

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
        // The forms in one process of what several could share.
        bus = new LocalBus();
        endpoints = new LocalEndpoints(limits.maxSessions(), limits.maxSessionsPerUser());
        RingingCalls ringing = new LocalRingingCalls();
        mail = new LocalMailStore(limits.contacts().mail(), clock);
        presenceMetrics = new PresenceMetrics(registry);
        presences = Presences.local(bus, timers, presenceMetrics);
        rosters = Rosters.local(bus);
        rooms = new LocalRooms(limits.maxRoomPeers(), rosters, registry);

        admission = new Admission(allowedOrigins, tickets, endpoints, away);
        calls =
                new Calls(
                        ringing,
                        endpoints,
                        timers,
                        limits.ringTimeout(),
                        new CallMetrics(registry));
        invitations = new Invitations(admission, endpoints, calls);
        programs = new ProgramPresence(presences, timers);
        mailMetrics = new MailMetrics(mail, registry);
        messageMetrics = new MessageMetrics(registry);
        resumeMetrics = new ResumeMetrics(endpoints, away, registry);
        bus.subscribe(SessionEnded.TOPIC, ended -> iceServers.ended(ended.session()));
    }

    /// Takes a new connection; its first message must open or resume a session.
    ///
    /// @param origin of the page, as the browser tells it; null when it is no page
    public Attachment connect(Connection connection, @Nullable String origin) {
        Attachment attachment = new Attachment(this, connection, origin);
        attachments.add(attachment);
        attachment.begin();
        return attachment;
    }

    /// Who is let in.
    public Admission admission() {
        return admission;
    }

    /// Lets no session and no call begin, and tells all sessions so; or ends that. What there
    /// is goes on, and sessions can be resumed.
    public void drain(boolean isWished) {
        if (!admission.drain(isWished)) {
            return;
        }
        LOG.info("event=hub_draining enabled={} sessions={}", isWished, endpoints.count());
        if (isWished) {
            sessions.forEach(s -> s.send(new ServerDraining()));
        }
    }

    /// Whether nobody talks to anybody: there are no calls, and no room has two in it.
    public boolean isIdle() {
        return calls.active() == 0 && !rooms.areInUse();
    }

    /// Lets nobody in and no call begin, and ends what there is: every session is told once why
    /// its calls are over, and then closed.
    @Override
    public void close() {
        admission.shut();
        LOG.info("event=hub_closed sessions={}", endpoints.count());
        List.copyOf(attachments).forEach(a -> a.drain(STOPS));
        List.copyOf(sessions).forEach(s -> s.drain(STOPS));
    }

    /// Lets a bridge serve the addresses of its schemes from now on; before anybody connects.
    public void add(Bridge bridge) {
        invitations.add(bridge);
        bridge.joined(this);
    }

    /// Rings a user for somebody behind a bridge.
    ///
    /// @param details what the user is told beside
    /// @param leg told what becomes of it, at once if nobody can be rung
    /// @return the bridge's side
    public BridgedCall call(
            Party from, Address to, Media media, RawJson offer, Details details, Bridge.Leg leg) {
        return invitations.invite(
                from, leg, new CallInvite(RequestId.of(0), to, media, offer, null, details, null));
    }

    /// Takes a place for a session, unless there is none. Those that are away make room.
    boolean reserve(String address) {
        if (endpoints.reserve(address)) {
            return true;
        }
        Session oldest = away.oldest(endpoints.isFull(address) ? address : null);
        if (oldest == null) {
            return false;
        }
        oldest.giveWay();
        return endpoints.reserve(address);
    }

    void add(Session session) {
        sessions.add(session);
        String token = session.resumption().token();
        if (token != null) {
            byToken.put(token, session);
        }
    }

    /// The session that a client wants to go on with; null when it may not, for whatever reason.
    @Nullable Session resumable(String token, Ticket ticket) {
        Session session = byToken.get(token);
        if (session == null) {
            resumeMetrics.wished(ResumeMetrics.Result.UNKNOWN);
            return null;
        }
        HolderKey key = session.ticket().key();
        if (!session.party().address().equals(ticket.address())
                || (key != null && !key.equals(ticket.key()))) {
            resumeMetrics.wished(ResumeMetrics.Result.OTHER_USER);
            return null;
        }
        return session;
    }

    /// Lets somebody behind a bridge join a room. No ticket is asked for: who configures the bridge
    /// says who may. The guest is told whether it is in the room, perhaps before this returns.
    ///
    /// @param party who it is, for the others
    /// @return by which it speaks and leaves
    public BridgedGuest enter(String room, Party party, Bridge.Guest guest) {
        BridgedGuest member = new BridgedGuest(party, guest);
        RoomJoin request = new RoomJoin(BridgedGuest.REQUEST, room);
        if (admission.isDraining()) {
            member.failed(
                    request, ErrorCode.DRAINING, "The server is about to stop: call again later.");
        } else {
            rooms.join(member, request);
        }
        return member;
    }

    void forget(Session session) {
        sessions.remove(session);
        String token = session.resumption().token();
        if (token != null) {
            byToken.remove(token);
        }
    }

    void forget(Attachment attachment) {
        attachments.remove(attachment);
    }

    AwaySessions away() {
        return away;
    }

    ResumeMetrics resumeMetrics() {
        return resumeMetrics;
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

    @Nullable Gateway gateway() {
        return invitations.gateway();
    }

    Invitations invitations() {
        return invitations;
    }

    Rooms rooms() {
        return rooms;
    }

    Bus bus() {
        return bus;
    }

    /// How users are shown to others.
    public Presences presences() {
        return presences;
    }

    /// What programs say of users.
    public ProgramPresence programs() {
        return programs;
    }

    Rosters rosters() {
        return rosters;
    }

    PresenceMetrics presenceMetrics() {
        return presenceMetrics;
    }

    MailStore mail() {
        return mail;
    }

    MailMetrics mailMetrics() {
        return mailMetrics;
    }

    Post post() {
        return post;
    }

    MessageMetrics messageMetrics() {
        return messageMetrics;
    }
}
