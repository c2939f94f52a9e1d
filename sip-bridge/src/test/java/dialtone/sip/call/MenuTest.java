package dialtone.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MenuTest {

    private static final String NUMBER = "+4930333";
    private static final Header RELAY =
            new Header(HeaderName.CONTENT_TYPE, "application/dtmf-relay");

    private final TestOffice office = new TestOffice();
    private final TestBrowser alice = office.browser("alice");

    @AfterEach
    void close() {
        office.close();
    }

    private SipResponse listen() {
        return office.callIn(NUMBER);
    }

    private void press(SipResponse answer, int number, char key) {
        office.phone.responseTo(
                office.phone.info(answer, number, "Signal=" + key + "\r\nDuration=160\r\n", RELAY));
    }

    @Test
    void putsThroughWhoPressesAKey() {
        SipResponse answer = listen();

        press(answer, 2, '1');

        CallIncoming incoming = alice.event(CallIncoming.class);
        alice.answer(incoming.call(), 0);
        office.phone.inDialogOf(answer, "BYE", 3, null);
        alice.event(CallEnded.class);
        assertThat(office.record().media().phoneCodec()).isEqualTo("PCMU");
    }

    @Test
    void staysWhenAKeyLeadsNowhere() {
        SipResponse answer = listen();

        press(answer, 2, '9');
        press(answer, 3, '1');

        alice.event(CallIncoming.class);
    }

    @Test
    void recordsWhoHangsUpInTheMenu() {
        SipResponse answer = listen();

        office.phone.inDialogOf(answer, "BYE", 2, null);

        assertThat(office.record().to()).isEqualTo("menu:main");
    }
}
