package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.hub.ContactLimits;
import dialtone.signaling.hub.Hub;
import dialtone.signaling.hub.IceServerSource;
import dialtone.signaling.hub.IceServers;
import dialtone.signaling.hub.Limits;
import dialtone.signaling.mail.MailLimits;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.task.SystemTimers;
import dialtone.signaling.ticket.Ticket;
import dialtone.signaling.ticket.Verdict;
import dialtone.sip.SipConfig;
import dialtone.sip.dialog.ScriptedPhone;
import dialtone.sip.message.Header;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.policy.DialPolicy;
import dialtone.sip.policy.PolicyConfig;
import dialtone.sip.record.CallRecord;
import dialtone.sip.trunk.DialRule;
import dialtone.sip.trunk.Trunk;
import dialtone.sip.trunk.TrunkConfig;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A hub, the bridge to phones, and two trunks that are scripted phones.
final class TestOffice implements AutoCloseable {

    /// A phone's description with PCMU, in this direction.
    static String phone(String direction) {
        return """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 40000 RTP/AVP 0 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=%s
        """
                .formatted(direction)
                .replace("\n", "\r\n");
    }

    static final String PHONE = phone("sendrecv");

    final SystemTimers timers = new SystemTimers();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final ScriptedPhone phone = new ScriptedPhone(0);
    final ScriptedPhone backup = new ScriptedPhone(0);
    final Hub hub;
    private final PhoneBridge bridge;
    private final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();

    TestOffice() {
        this(TrunkConfig.defaults());
    }

    /// @param template of both trunks, but for their hosts and numbers
    TestOffice(TrunkConfig template) {
        this(template, null);
    }

    /// @param template of both trunks, but for their hosts and numbers
    /// @param carrierPort where another phone stands for the carrier; null for the scripted one
    TestOffice(TrunkConfig template, @Nullable Integer carrierPort) {
        hub =
                new Hub(
                        new Limits(
                                100,
                                100,
                                10,
                                2,
                                4,
                                1_000_000,
                                1_000_000,
                                Duration.ofSeconds(45),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                1_000_000,
                                new ContactLimits(
                                        10,
                                        10,
                                        10,
                                        10,
                                        10,
                                        new MailLimits(10, 10, 10_000, Duration.ofDays(1)))),
                        List.of(),
                        TestOffice::admit,
                        noServers(),
                        timers,
                        InstantSource.system(),
                        registry);
        Map<String, TrunkConfig> trunks = new LinkedHashMap<>();
        trunks.put(
                "carrier",
                TestTrunk.at(
                        template,
                        carrierPort == null ? phone.port() : carrierPort,
                        Map.of(
                                "+4930111",
                                "user:alice",
                                "+4930333",
                                "menu:main",
                                "+4930444",
                                "room:standup")));
        trunks.put("backup", TestTrunk.at(template, backup.port(), Map.of()));
        SipConfig config =
                TestTrunk.config(trunks, List.of(DialRule.parse("* -> carrier, backup")));
        bridge =
                PhoneBridge.start(
                        config,
                        new DialPolicy(PolicyConfig.defaults(), InstantSource.system(), registry),
                        records::add,
                        registry);
        hub.add(bridge);
        phone.peer(bridge.address().getPort());
        backup.peer(bridge.address().getPort());
    }

    private static IceServerSource noServers() {
        return (_, _) -> new IceServers(List.of(), Instant.EPOCH);
    }

    /// The ticket's text is the user, who may call everybody but expensive numbers.
    private static Verdict admit(String ticket) {
        return new Verdict.Accepted(
                new Ticket(
                        ticket,
                        null,
                        List.of("*"),
                        List.of("user:*", "tel:*", "sip:*"),
                        Instant.now().plusSeconds(600)));
    }

    /// Where phones find it.
    int port() {
        return bridge.address().getPort();
    }

    TestBrowser browser(String user) {
        return new TestBrowser(hub, user);
    }

    /// The carrier's phone takes a browser's call.
    ///
    /// @return the INVITE, whose dialog has the tag `p` there
    SipRequest pickUp(TestBrowser caller) {
        SipRequest invite = phone.request("INVITE");
        phone.respond(invite, 200, "p", PHONE);
        phone.request("ACK");
        caller.event(CallAnswered.class);
        return invite;
    }

    /// The carrier's phone confirms that it was answered.
    SipResponse confirm() {
        SipResponse answer = phone.response(200);
        phone.inDialogOf(answer, "ACK", 1, null);
        return answer;
    }

    /// The carrier's phone calls a number that is answered by nobody's hand.
    SipResponse callIn(String number, Header... headers) {
        phone.inviteTo(number, PHONE, headers);
        return confirm();
    }

    CallRecord record() {
        try {
            CallRecord record = records.poll(10, TimeUnit.SECONDS);
            assertThat(record).as("a record").isNotNull();
            return record;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits until the trunk to the phone says so of itself.
    void awaitTrunk(String why) {
        Trunk trunk = Objects.requireNonNull(bridge.trunks().named("carrier"));
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!trunk.state().why().equals(why)) {
            assertThat(System.nanoTime()).as(trunk.state().why()).isLessThan(endNanos);
            Thread.onSpinWait();
        }
    }

    /// Ends all calls of phones.
    void closeBridge() {
        bridge.close();
    }

    @Override
    public void close() {
        hub.close();
        bridge.close();
        phone.close();
        backup.close();
        timers.close();
    }
}
