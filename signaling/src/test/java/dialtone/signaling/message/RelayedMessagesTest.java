package dialtone.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallRinging;
import dialtone.signaling.message.Event.RoomCandidates;
import dialtone.signaling.message.Event.RoomDescription;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.util.List;

class RelayedMessagesTest {

    private static final RawJson CANDIDATES = RawJson.of("[{\"candidate\":\"\\u00e9 é\"}]");
    private static final RawJson OFFER = RawJson.of("{\"type\":\"offer\",\"sdp\":\"v=0\\r\\n\"}");

    static final List<Outgoing> RELAYED =
            List.of(
                    new Answer.Done(RequestId.of(17), new Answer.Empty()),
                    new Answer.Done(RequestId.of(18), new Answer.Passed()),
                    new Answer.Done(new RequestId(RawJson.of("\"é\"")), new Answer.Empty()),
                    new NumberedEvent(1, new CallCandidates("c_8f3kq2", CANDIDATES)),
                    new NumberedEvent(9007199254740992L, new CallDescription("c_8f3kq2", OFFER)),
                    new NumberedEvent(42, new RoomCandidates("stand-up.1", "p_x7", CANDIDATES)),
                    new NumberedEvent(43, new RoomDescription("stand-up.1", "p_x7", OFFER)));

    @ParameterizedTest
    @FieldSource("RELAYED")
    void areWrittenAsAnyOther(Outgoing message) {
        assertThat(RelayedMessages.write(message))
                .asString(UTF_8)
                .isEqualTo(new String(MessageWriter.writeAny(message), UTF_8));
    }

    @Test
    void othersAreLeftToTheGenerator() {
        assertThat(RelayedMessages.write(new NumberedEvent(1, new CallRinging("c_8f3kq2"))))
                .isNull();
        assertThat(
                        RelayedMessages.write(
                                new NumberedEvent(1, new CallCandidates("\"", CANDIDATES))))
                .isNull();
        assertThat(RelayedMessages.write(new CallCandidates("c_8f3kq2", CANDIDATES))).isNull();
    }
}
