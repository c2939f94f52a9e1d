package dialtone.sip.call;

import dialtone.media.bridge.LegStatistics;
import dialtone.media.bridge.MediaBridge;
import dialtone.media.bridge.Side;
import dialtone.media.dtmf.DigitListener;
import dialtone.media.mix.HoldMusic;
import dialtone.media.mix.Tone;
import dialtone.media.mix.ToneGenerator;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers.Timer;
import dialtone.sip.dialog.Digit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// Joins the media of a conversation's two ends, as soon as both have some.
///
/// Threading: for the conversation's queue.
final class Joint {

    private static final Logger LOG = LoggerFactory.getLogger(Joint.class);

    /// Statistics are of the last second; twice that without a packet is silence.
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final PhoneLine line;
    private final Account account;
    private final SerialTasks queue;
    private Runnable beforeJoin = () -> {};
    private @Nullable Joined joined;

    /// An end that is away: while nothing is heard of it, the other one hears music.
    private @Nullable Absence absence;

    private record Joined(MediaBridge bridge, Place first, Place second) {

        Side sideOf(Place place) {
            return place == first ? Side.FIRST : Side.SECOND;
        }

        Place other(Place place) {
            return place == first ? second : first;
        }
    }

    private static final class Absence {
        final Place place;
        long heard = -1;
        boolean isSilent;
        @Nullable Timer timer;

        Absence(Place place) {
            this.place = place;
        }
    }

    Joint(PhoneLine line, Account account, SerialTasks queue) {
        this.line = line;
        this.account = account;
        this.queue = queue;
    }

    /// Something else sounds until the ends are joined.
    ///
    /// @param leaving ends it
    void until(Runnable leaving) {
        beforeJoin = leaving;
    }

    boolean isJoined() {
        return joined != null;
    }

    /// Joins two ends, in the place of those that were joined, when both have agreed on something.
    void join(@Nullable Place one, @Nullable Place other) {
        if (one == null || other == null) {
            return;
        }
        Spoken first = one.spoken;
        Spoken second = other.spoken;
        if (first == null || second == null) {
            return;
        }
        part();
        MediaBridge bridge =
                MediaBridge.open(
                        line.media(),
                        line.codecs(),
                        new MediaBridge.End(one.end.leg(), first.format(), !one.end.takesDigits()),
                        new MediaBridge.End(
                                other.end.leg(), second.format(), !other.end.takesDigits()));
        joined = new Joined(bridge, one, other);
        passDigits(bridge, Side.FIRST, other.end);
        passDigits(bridge, Side.SECOND, one.end);
        one.end.speak(other.formats());
        other.end.speak(one.formats());
        account.joined(first, second);
        hold(one, one.isHolding());
        hold(other, other.isHolding());
        LOG.debug(
                "event=phone_media_joined call_id={} caller={} called={}",
                account.id(),
                first.codec(),
                second.codec());
    }

    /// Keys that are heard in the media of one end are told to an end that takes them beside its
    /// own.
    private static void passDigits(MediaBridge from, Side side, End to) {
        if (to.takesDigits()) {
            from.digits(
                    side,
                    new DigitListener() {
                        @Override
                        public void pressed(char digit) {
                            // It is told whole.
                        }

                        @Override
                        public void released(char digit, int millis) {
                            to.press(new Digit(digit, Math.max(1, millis)));
                        }
                    });
        }
    }

    /// Parts the ends; each may be joined with somebody else.
    void part() {
        part(() -> {});
    }

    /// Parts the ends for good.
    ///
    /// @param then run on the queue when it is known how they were heard
    void end(Runnable then) {
        stopLooking();
        part(then);
    }

    private void part(Runnable then) {
        beforeJoin.run();
        beforeJoin = () -> {};
        Joined before = joined;
        joined = null;
        if (before == null) {
            queue.run(then);
            return;
        }
        before.bridge.close(
                (first, second) ->
                        queue.run(
                                () -> {
                                    account.heard(first, second);
                                    then.run();
                                }));
    }

    /// An end takes nothing from the other one, or takes it again: meanwhile that hears music, and
    /// is told that it is held.
    void hold(Place by, boolean isHolding) {
        Joined known = joined;
        if (known != null) {
            play(known, by, isHolding);
            known.other(by).end.held(isHolding);
        }
    }

    private static void play(Joined known, Place by, boolean isMusic) {
        if (isMusic) {
            known.bridge.hold(known.sideOf(by), HoldMusic::new);
        } else {
            known.bridge.resume(known.sideOf(by));
        }
    }

    /// The other end hears it ring, in place of this one.
    void ring(Place leaving) {
        Joined known = joined;
        if (known != null) {
            known.bridge.hold(
                    known.sideOf(leaving), rate -> new ToneGenerator(Tone.RINGBACK, rate));
        }
    }

    /// A key of one end, for the other.
    void press(Place from, Digit digit) {
        Joined known = joined;
        if (known == null) {
            return;
        }
        End to = known.other(from).end;
        if (to.takesDigits()) {
            to.press(digit);
        } else {
            known.bridge.press(known.sideOf(from).other(), digit.key(), digit.millis());
        }
    }

    /// An end has lost its connection to the server, or has it again. Its media may go on all the
    /// same; while it does not, the other end hears music.
    void away(Place place, boolean isAway) {
        Absence before = absence;
        stopLooking();
        if (isAway) {
            Absence begun = new Absence(place);
            absence = begun;
            look(begun);
        } else if (before != null && before.isSilent && joined != null) {
            play(joined, before.place, before.place.isHolding());
        }
    }

    private void look(Absence known) {
        Joined now = joined;
        if (known != absence) {
            return;
        }
        if (now != null) {
            long heard = now.bridge.statistics(now.sideOf(known.place)).received();
            boolean isSilent = heard == known.heard;
            if (isSilent != known.isSilent && !known.place.isHolding()) {
                known.isSilent = isSilent;
                play(now, known.place, isSilent);
            }
            known.heard = heard;
        }
        known.timer = line.timers().after(LOOK, () -> queue.run(() -> look(known)));
    }

    private void stopLooking() {
        Absence known = absence;
        absence = null;
        if (known != null && known.timer != null) {
            known.timer.cancel();
        }
    }

    /// How an end is heard now; null while it is not joined.
    @Nullable LegStatistics statistics(@Nullable Place place) {
        Joined known = joined;
        return known == null || place == null ? null : known.bridge.statistics(known.sideOf(place));
    }
}
