package dialtone.media.dtmf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

class TelephoneEventTest {

    private static final long TICK_NANOS = 20_000_000;

    private final Keys keys = new Keys();
    private final List<String> packets = new ArrayList<>();

    @Test
    void isSentWithThreeEnds() {
        TelephoneEventSender sender =
                new TelephoneEventSender(
                        8000,
                        (timestamp, marker, payload) ->
                                packets.add(timestamp + (marker ? " M " : " ") + hex(payload)));
        sender.press('5');
        sender.release(100);

        List<Boolean> busy = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            busy.add(sender.tick(1000 + i * 160));
        }

        assertThat(packets)
                .containsExactly(
                        "1000 M 050a00a0",
                        "1000 050a0140",
                        "1000 050a01e0",
                        "1000 050a0280",
                        "1000 058a0320",
                        "1000 058a0320",
                        "1000 058a0320");
        assertThat(busy)
                .containsExactly(true, true, true, true, true, true, true, true, false, false);
    }

    @ParameterizedTest
    @CsvSource({
        "8000, 8000, 0",
        "48000, 8000, 0",
        "8000, 48000, 5",
        "48000, 8000, 5",
        "8000, 8000, 20"
    })
    void passesThroughWithoutLossOrDoubles(int from, int to, int lossPercent) {
        String digits = Digits.ALL.repeat(10);

        relay(digits, 100, 70, from, to, lossPercent, 1);

        assertThat(keys.pressed).hasToString(digits);
        assertThat(keys.released).isEqualTo(digits.length());
        assertThat(keys.leastMillis).isGreaterThanOrEqualTo(lossPercent == 0 ? 100 : 40);
        assertThat(keys.mostMillis).isLessThanOrEqualTo(260);
    }

    @Test
    void keepsEqualDigitsApart() {
        relay("1111111111", 40, 20, 48_000, 8000, 5, 3);

        assertThat(keys.pressed).hasToString("1111111111");
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 48_000})
    void isOneDigitHoweverLong(int clockRate) {
        relay("7", 20_000, 100, clockRate, clockRate, 5, 5);

        assertThat(keys.pressed).hasToString("7");
        assertThat(keys.released).isEqualTo(1);
        assertThat(keys.mostMillis).isBetween(19_900, 20_300);
    }

    @Test
    void endsWhenAllEndsAreLost() {
        TelephoneEventReceiver receiver = new TelephoneEventReceiver(8000, keys);
        receiver.receive(160, new byte[] {3, 10, 1, 64}, 0, 4, 0);
        receiver.poll(200_000_000);
        assertThat(keys.released).isZero();

        receiver.poll(200_000_001);

        assertThat(keys.released).isEqualTo(1);
        assertThat(keys.mostMillis).isEqualTo(40);
    }

    @Test
    void isKnownByItsEndAlone() {
        TelephoneEventReceiver receiver = new TelephoneEventReceiver(8000, keys);
        for (int i = 0; i < 3; i++) {
            receiver.receive(160, new byte[] {11, (byte) 0x8A, 3, 32}, 0, 4, i);
        }

        assertThat(keys.pressed).hasToString("#");
        assertThat(keys.mostMillis).isEqualTo(100);
    }

    @Test
    void ignoresOldPacketsAndOtherEvents() {
        TelephoneEventReceiver receiver = new TelephoneEventReceiver(8000, keys);
        receiver.receive(1600, new byte[] {1, (byte) 0x8A, 3, 32}, 0, 4, 0);
        receiver.receive(160, new byte[] {2, (byte) 0x8A, 3, 32}, 0, 4, 1);
        receiver.receive(3200, new byte[] {16, (byte) 0x8A, 3, 32}, 0, 4, 2);
        receiver.receive(3200, new byte[] {4, (byte) 0x8A, 3}, 0, 3, 2);

        assertThat(keys.pressed).hasToString("1");
    }

    @Test
    void holdsSoManyDigitsAndNoMore() {
        TelephoneEventSender sender = new TelephoneEventSender(8000, (_, _, _) -> {});
        for (int i = 0; i < 64; i++) {
            assertThat(sender.press('1')).isTrue();
            sender.release(100);
        }

        assertThat(sender.press('1')).isFalse();
        assertThat(sender.press('x')).isFalse();
    }

    /// A key that is pressed at a phone becomes events, these are received, and sent again; packets
    /// are lost on both ways.
    private void relay(
            String digits, int millis, int pauseMillis, int from, int to, int loss, int seed) {
        Random random = new Random(seed);
        long[] now = new long[1];
        TelephoneEventReceiver last = new TelephoneEventReceiver(to, keys);
        TelephoneEventSender second =
                new TelephoneEventSender(
                        to,
                        (timestamp, _, payload) ->
                                receive(last, timestamp, payload, random, loss, now));
        TelephoneEventReceiver middle =
                new TelephoneEventReceiver(
                        from,
                        new DigitListener() {
                            @Override
                            public void pressed(char digit) {
                                assertThat(second.press(digit)).isTrue();
                            }

                            @Override
                            public void released(char digit, int held) {
                                second.release(held);
                            }
                        });
        TelephoneEventSender first =
                new TelephoneEventSender(
                        from,
                        (timestamp, _, payload) ->
                                receive(middle, timestamp, payload, random, loss, now));
        int period = millis + pauseMillis;
        int ticks = Math.max(digits.length() * Math.max(period, 160), period) / 20 + 100;
        for (int i = 0; i < ticks; i++) {
            int key = i * 20 / period;
            int inPeriod = i * 20 % period;
            if (key < digits.length() && inPeriod < 20) {
                first.press(digits.charAt(key));
            }
            if (key < digits.length() && inPeriod >= millis && inPeriod < millis + 20) {
                first.release(millis);
            }
            first.tick(i * from / 50);
            second.tick(i * to / 50);
            middle.poll(now[0]);
            last.poll(now[0]);
            now[0] += TICK_NANOS;
        }
    }

    private static void receive(
            TelephoneEventReceiver receiver,
            int timestamp,
            byte[] payload,
            Random random,
            int lossPercent,
            long[] now) {
        if (random.nextInt(100) >= lossPercent) {
            receiver.receive(timestamp, payload, 0, payload.length, now[0]);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
