package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.CallTransferring;
import dialtone.signaling.message.Event.RoomDescription;
import dialtone.signaling.message.Event.RoomPeerLeft;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipResponse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whatever is logged while there are calls says of which it is, at any level.
class CallLogTest {

    private static final Pattern OF_CALL = Pattern.compile("(^| )call_id=([cp]_[a-z0-9]+)( |$)");

    /// Of what lives longer than a call.
    private static final Pattern OF_OTHERS =
            Pattern.compile("event=\\w+ (session=s_|room=\\w|trunk=\\w).*");

    private final Lines lines = new Lines();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dialtone");
    private final TestOffice office = new TestOffice();
    private final TestBrowser alice = office.browser("alice");

    /// Threading: filled by all threads.
    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final Queue<String> all = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            all.add(event.getFormattedMessage());
        }
    }

    @BeforeEach
    void listen() {
        logger.setLevel(Level.TRACE);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
        logger.setLevel(null);
        office.close();
    }

    /// The name of the call that a line is about; null when it is about none.
    private static @Nullable String callOf(String line) {
        Matcher found = OF_CALL.matcher(line);
        return found.find() ? found.group(2) : null;
    }

    private List<String> linesOf(String event) {
        return lines.all.stream().filter(line -> line.contains("event=" + event + " ")).toList();
    }

    private void assertThatAllAreOfCalls(String... events) {
        assertThat(lines.all)
                .filteredOn(line -> !OF_OTHERS.matcher(line).matches())
                .isNotEmpty()
                .allMatch(line -> callOf(line) != null);
        for (String event : events) {
            assertThat(linesOf(event)).as(event).isNotEmpty();
        }
    }

    @Test
    void ofACallToAPhone() {
        String call = alice.invite("tel:+4930123456");
        office.pickUp(alice);
        alice.hangUp(call);
        office.phone.request("BYE");
        office.record();

        assertThatAllAreOfCalls("phone_media_joined", "phone_call_ended", "call_ended");
        assertThat(linesOf("phone_call_ended")).allMatch(line -> call.equals(callOf(line)));
    }

    @Test
    void ofACallThatIsNotAllowed() {
        String call = alice.invite("tel:+49900123456");
        alice.event(CallEnded.class);
        office.record();

        assertThatAllAreOfCalls("sip_call_denied", "phone_call_ended");
        assertThat(callOf(linesOf("sip_call_denied").getFirst())).isEqualTo(call);
    }

    /// It has one name as a phone's call, and one as the browser's.
    @Test
    void ofACallFromAPhone() {
        office.phone.inviteTo("+4930111", TestOffice.PHONE);
        String call = alice.event(CallIncoming.class).call();
        alice.answer(call, 0);
        SipResponse answer = office.confirm();
        office.phone.inDialogOf(answer, "BYE", 2, null);
        alice.event(CallEnded.class);
        String recorded = office.record().id();

        assertThatAllAreOfCalls("phone_media_joined", "phone_call_ended", "call_ended");
        assertThat(linesOf("phone_calls_browser"))
                .containsExactly(
                        "event=phone_calls_browser call_id=%s browser_call_id=%s"
                                .formatted(recorded, call));
    }

    @Test
    void ofACallThatIsTransferred() {
        TestBrowser bob = office.browser("bob");
        String call = alice.invite("tel:+4930123456");
        office.pickUp(alice);
        alice.transfer(call, "tel:+49900123456");
        alice.event(CallTransferring.class);
        alice.transfer(call, "user:bob");
        String other = bob.event(CallIncoming.class).call();
        bob.answer(other, 0);
        alice.event(CallEnded.class);
        bob.hangUp(other);
        office.record();

        assertThatAllAreOfCalls("sip_call_denied", "phone_calls_browser", "phone_call_ended");
        assertThat(callOf(linesOf("sip_call_denied").getFirst())).isEqualTo(call);
    }

    @Test
    void ofACallThroughAMenu() {
        SipResponse answer = office.callIn("+4930333");
        office.phone.responseTo(
                office.phone.info(
                        answer,
                        2,
                        "Signal=1\r\nDuration=160\r\n",
                        new Header(HeaderName.CONTENT_TYPE, "application/dtmf-relay")));
        alice.answer(alice.event(CallIncoming.class).call(), 0);
        office.phone.inDialogOf(answer, "BYE", 3, null);
        alice.event(CallEnded.class);
        office.record();

        assertThatAllAreOfCalls("phone_calls_browser", "phone_call_ended");
    }

    @Test
    void ofAPhoneInARoom() {
        alice.join("standup");
        SipResponse answer = office.callIn("+4930444");
        alice.answerInRoom("standup", alice.event(RoomDescription.class).from(), 0);
        office.phone.inDialogOf(answer, "BYE", 2, null);
        alice.event(RoomPeerLeft.class);
        office.record();

        assertThatAllAreOfCalls("phone_call_ended");
    }

    @Test
    void ofACallWhoseMediaIsUnreadable() {
        String call = alice.invite("tel:+4930123456");
        office.phone.respond(
                office.phone.request("INVITE"), 200, "p", TestOffice.PHONE.replace("v=0", "v=1"));
        office.phone.request("ACK");
        office.phone.request("BYE");
        alice.event(CallEnded.class);
        office.record();

        assertThatAllAreOfCalls("phone_call_ended");
        assertThat(callOf(linesOf("phone_call_ended").getFirst())).isEqualTo(call);
    }
}
