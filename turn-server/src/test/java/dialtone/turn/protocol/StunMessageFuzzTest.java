package dialtone.turn.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Whatever the bytes are: reading them throws nothing, looks at none behind them, and says the
/// same the next time; what was read can be asked everything and answered in every way.
class StunMessageFuzzTest {

    private static final int MORE_BYTES = 16;
    private static final Integrity KEY = Integrity.shortTerm("any");

    @FuzzTest(maxDuration = "30s")
    void readsWhateverComes(byte[] bytes) {
        StunMessage message = StunMessage.read(bytes, bytes.length);

        byte[] longer = Arrays.copyOf(bytes, bytes.length + MORE_BYTES);
        Arrays.fill(longer, bytes.length, longer.length, (byte) 0xff);
        StunMessage again = StunMessage.read(longer, bytes.length);
        // What a message is must not change with the buffer it came in.
        Arrays.fill(longer, (byte) 0x55);
        assertThat(all(again)).isEqualTo(all(message));
        if (message != null) {
            assertThat(message.peers()).hasSizeLessThanOrEqualTo(bytes.length / 12);
            assertThat(message.isMadeWith(KEY)).isFalse();
            answers(message);
        }
    }

    private static String all(@Nullable StunMessage message) {
        if (message == null) {
            return "no STUN message";
        }
        return String.join(
                " ",
                List.of(
                        String.valueOf(message.defect()),
                        String.valueOf(message.messageClass()),
                        String.valueOf(message.method()),
                        Arrays.toString(message.transactionId()),
                        String.valueOf(message.unknownAttributes()),
                        String.valueOf(message.requestedTransport()),
                        String.valueOf(message.lifetimeSeconds()),
                        String.valueOf(message.channelNumber()),
                        String.valueOf(message.reservationToken()),
                        String.valueOf(message.additionalFamily()),
                        String.valueOf(message.connectionId()),
                        String.valueOf(message.hasDontFragment()),
                        String.valueOf(message.peers()),
                        String.valueOf(message.requestedFamily()),
                        String.valueOf(message.evenPort()),
                        String.valueOf(message.username()),
                        String.valueOf(message.realm()),
                        String.valueOf(message.nonce()),
                        String.valueOf(message.passwordChoice()),
                        String.valueOf(message.integrity()),
                        String.valueOf(message.hasFingerprint())));
    }

    /// The answer to it is a message that this server would read itself, without a defect.
    private static void answers(StunMessage request) {
        StunError error = StunError.UNKNOWN_ATTRIBUTE;
        byte[] bytes =
                StunWriter.error(request, error, error.phrase())
                        .unknownAttributes(request.unknownAttributes())
                        .challenge("example.org", "a nonce")
                        .software("Dialtone")
                        .end(KEY, request.hasFingerprint());

        StunMessage answer = requireNonNull(StunMessage.read(bytes, bytes.length));

        assertThat(answer.defect()).isNull();
        assertThat(answer.hasTransactionOf(request)).isTrue();
        assertThat(answer.messageClass()).isEqualTo(MessageClass.ERROR);
        assertThat(answer.isMadeWith(KEY)).isTrue();
    }
}
