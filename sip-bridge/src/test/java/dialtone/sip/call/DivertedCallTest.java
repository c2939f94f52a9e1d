package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Party;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipRequest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.Stream;

/// Calls that went on, to us or from us.
class DivertedCallTest {

    private static final String NUMBER = "+4930111";

    @AutoClose private final TestOffice office = new TestOffice();
    private final TestBrowser alice = office.browser("alice");

    private static Header diversion(String value) {
        return new Header(HeaderName.DIVERSION, value);
    }

    private static Header history(String value) {
        return new Header(HeaderName.HISTORY_INFO, value);
    }

    private @Nullable Party divertedFrom(Header... headers) {
        office.phone.inviteTo(NUMBER, TestOffice.PHONE, headers);
        return alice.event(CallIncoming.class).details().divertedFrom();
    }

    @Test
    void tellWhoWasCalledFirst() {
        assertThat(
                        divertedFrom(
                                diversion("<sip:+4930555@a.example>;reason=no-answer;counter=1"),
                                diversion("\"Ben\" <tel:+4930666>;reason=user-busy")))
                .isEqualTo(new Party("tel:+4930666", null));
    }

    @Test
    void areOnRecordWithWhoWasCalledFirst() {
        Header first = diversion("<sip:+4930666@a.example>;reason=no-answer");
        SipRequest invite = office.phone.inviteTo(NUMBER, TestOffice.PHONE, first);
        alice.event(CallIncoming.class);
        office.phone.again("CANCEL", invite, null);

        assertThat(office.record().divertedFrom()).isEqualTo("tel:+4930666");
    }

    @Test
    void tellNothingWhenTheyWereCalledThemselves() {
        assertThat(divertedFrom()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"full", "uri"})
    void doNotShowWhoWantsToBeHidden(String privacy) {
        assertThat(divertedFrom(diversion("<sip:+4930666@a.example>;privacy=" + privacy))).isNull();
    }

    @Test
    void areKnownByTheirHistory() {
        assertThat(
                        divertedFrom(
                                history("<sip:+4930666@a.example>;index=1"),
                                history("<sip:+4930777@a.example;cause=486>;index=1.1;mp=1"),
                                history("<sip:+4930111@a.example>;index=1.1.1;rc=1.1")))
                .isEqualTo(new Party("tel:+4930666", null));
    }

    @Test
    void areNotThoseThatOnlyFoundTheirWay() {
        assertThat(
                        divertedFrom(
                                history("<sip:+4930111@a.example>;index=1"),
                                history("<sip:+4930111@10.0.0.1>;index=1.1;rc=1")))
                .isNull();
    }

    @Test
    void doNotShowAHistoryThatIsPrivate() {
        assertThat(
                        divertedFrom(
                                history("<sip:+4930666@a.example?Privacy=history>;index=1"),
                                history("<sip:+4930111@a.example;cause=302>;index=1.1;mp=1")))
                .isNull();
    }

    @Test
    void tellATrunkWhoseRedirectionWasFollowed() {
        alice.invite("tel:+4930123456");
        SipRequest first = office.phone.request("INVITE");
        assertThat(first.headers().has(HeaderName.DIVERSION)).isFalse();
        redirect(first, "+4930999");

        SipRequest second = office.phone.request("INVITE");
        assertThat(second.headers().values(HeaderName.DIVERSION))
                .containsExactly("<sip:+4930123456@127.0.0.1>;reason=unconditional;counter=1");
        redirect(second, "+4930888");

        assertThat(office.phone.request("INVITE").headers().values(HeaderName.DIVERSION))
                .containsExactly(
                        "<sip:+4930999@127.0.0.1>;reason=unconditional;counter=1",
                        "<sip:+4930123456@127.0.0.1>;reason=unconditional;counter=1");
    }

    @Test
    void tellATrunkWhatTheRedirectionSaidOfItself() {
        alice.invite("tel:+4930123456");
        redirect(
                office.phone.request("INVITE"),
                "+4930999",
                diversion("<sip:+4930123456@a.example>;reason=user-busy"),
                diversion("<sip:+4930555@a.example>;reason=no-answer;privacy=full"));

        SipRequest second = office.phone.request("INVITE");
        assertThat(second.headers().values(HeaderName.DIVERSION))
                .containsExactly(
                        "<sip:+4930123456@127.0.0.1>;reason=user-busy;counter=1",
                        "<sip:+4930555@127.0.0.1>;reason=no-answer;counter=1;privacy=full");
        redirect(
                second,
                "+4930888",
                diversion("<sip:+4930999@a.example>;reason=away"),
                diversion("<sip:+4930123456@a.example>;reason=user-busy"));

        assertThat(office.phone.request("INVITE").headers().values(HeaderName.DIVERSION))
                .containsExactly(
                        "<sip:+4930999@127.0.0.1>;reason=away;counter=1",
                        "<sip:+4930123456@127.0.0.1>;reason=user-busy;counter=1",
                        "<sip:+4930555@127.0.0.1>;reason=no-answer;counter=1;privacy=full");
    }

    private void redirect(SipRequest invite, String number, Header... more) {
        Header contact = new Header(HeaderName.CONTACT, "<sip:" + number + "@127.0.0.1>");
        office.phone.respond(
                invite,
                302,
                "p",
                null,
                Stream.concat(Stream.of(contact), Stream.of(more)).toArray(Header[]::new));
        office.phone.request("ACK");
    }

    @Test
    void tellATrunkWhichNumberOfOursWasCalled() {
        office.phone.inviteTo(
                NUMBER, TestOffice.PHONE, diversion("<sip:+4930666@a.example>;reason=no-answer"));
        String call = alice.event(CallIncoming.class).call();
        alice.answer(call, 0);
        office.confirm();

        alice.transfer(call, "tel:+4930777");

        SipRequest invite = office.phone.request("INVITE");
        assertThat(invite.headers().values(HeaderName.DIVERSION))
                .containsExactly(
                        "<sip:+4930111@127.0.0.1>;reason=deflection;counter=1",
                        "<sip:+4930666@127.0.0.1>;reason=no-answer;counter=1");
        office.phone.respond(invite, 200, "q", TestOffice.PHONE);
        office.phone.request("ACK");
        alice.event(CallEnded.class);
    }
}
