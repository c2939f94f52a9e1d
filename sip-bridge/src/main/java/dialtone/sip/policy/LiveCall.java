package dialtone.sip.policy;

import dialtone.sip.policy.Rates.Tariff;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// A call that was let in.
///
/// Threading: what changes is guarded by the policy's lock, which `end` and `answer` take.
final class LiveCall implements Admission {

    private final Attempt attempt;
    private final @Nullable String place;
    private final Tariff tariff;
    private final Duration longest;
    private final long reservedMicros;
    private final Consumer<LiveCall> answer;
    private final Consumer<LiveCall> end;
    private @Nullable Instant answeredAt;
    private boolean isOver;

    /// @param place what it is counted under; null for short numbers
    /// @param reservedMicros of the ticket's budget
    /// @param answer told of the answer
    /// @param end told of the end
    LiveCall(
            Attempt attempt,
            @Nullable String place,
            Tariff tariff,
            Duration longest,
            long reservedMicros,
            Consumer<LiveCall> answer,
            Consumer<LiveCall> end) {
        this.attempt = attempt;
        this.place = place;
        this.tariff = tariff;
        this.longest = longest;
        this.reservedMicros = reservedMicros;
        this.answer = answer;
        this.end = end;
    }

    Attempt attempt() {
        return attempt;
    }

    @Nullable String place() {
        return place;
    }

    long reservedMicros() {
        return reservedMicros;
    }

    /// Notes the first answer, of a call that goes on.
    void markAnswered(Instant now) {
        if (answeredAt == null && !isOver) {
            answeredAt = now;
        }
    }

    /// Whether this is the first time.
    boolean markOver() {
        boolean isFirst = !isOver;
        isOver = true;
        return isFirst;
    }

    /// How long it has been talked, as far as it was after a time.
    Duration talked(Instant after, Instant now) {
        Instant since = answeredAt;
        if (since == null) {
            return Duration.ZERO;
        }
        Duration talked = Duration.between(since.isAfter(after) ? since : after, now);
        return talked.isNegative() ? Duration.ZERO : talked;
    }

    /// What it has cost, as far as it was after a time. A call that was answered costs an interval.
    long costMicros(Instant after, Instant now) {
        if (answeredAt == null) {
            return 0;
        }
        Duration talked = talked(after, now);
        return tariff.micros(talked.isZero() ? Duration.ofNanos(1) : talked);
    }

    @Override
    public Duration longest() {
        return longest;
    }

    @Override
    public void answered() {
        answer.accept(this);
    }

    @Override
    public void close() {
        end.accept(this);
    }
}
