package dialtone.signaling.hub;

import dialtone.process.Recorder;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.SetupStage;
import dialtone.signaling.message.Words;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/// What is counted about one call, for the metrics and the one line in the log at its end.
///
/// Threading: touched only by tasks of its call's queue.
final class CallRecord {

    private static final Logger LOG = LoggerFactory.getLogger(CallRecord.class);

    private final String id;
    private final CallKind kind;
    private final String from;
    private final Address to;
    private final Calls calls;
    private final long createdAtNanos;
    private final @Nullable CallEvent event = Recorder.begun(new CallEvent());
    private long answeredAtNanos;
    private boolean answered;
    private final Set<SetupStage> reached = EnumSet.noneOf(SetupStage.class);

    /// When both sides had each other's description.
    private long describedAtNanos;

    private boolean isDescribed;
    private int endpoints;
    private int descriptions;
    private int candidates;

    CallRecord(String id, CallKind kind, String from, Address to, Calls calls) {
        this.id = id;
        this.kind = kind;
        this.from = from;
        this.to = to;
        this.calls = calls;
        this.createdAtNanos = calls.timers().nanoTime();
    }

    /// The call counts from here on; [#ended(Ending)] must follow.
    void begun() {
        calls.metrics().begun(kind);
    }

    void endpointInvited() {
        endpoints++;
    }

    void rings() {
        calls.metrics().rings(kind, sinceNanos(createdAtNanos));
    }

    /// Both sides have each other's description from here on, so that there may be media.
    void described() {
        if (!isDescribed) {
            isDescribed = true;
            describedAtNanos = calls.timers().nanoTime();
        }
    }

    /// The media has come to a stage just now.
    void reached(SetupStage stage) {
        // A side that has both descriptions before the server may be faster than it.
        reached(stage, isDescribed ? sinceNanos(describedAtNanos) : Duration.ZERO);
    }

    /// The media has come to a stage; only the first time counts.
    void reached(SetupStage stage, Duration after) {
        if (reached.add(stage)) {
            calls.metrics().reached(kind, stage, after);
        }
    }

    void answered() {
        described();
        answered = true;
        answeredAtNanos = calls.timers().nanoTime();
        calls.metrics().answered(kind, sinceNanos(createdAtNanos));
    }

    void passedDescription() {
        descriptions++;
    }

    void passedCandidates() {
        candidates++;
    }

    void ended(Ending ending) {
        EndReason reason = ending.reason();
        Duration talked = answered ? sinceNanos(answeredAtNanos) : Duration.ZERO;
        Duration rang = sinceNanos(createdAtNanos).minus(talked);
        calls.metrics().ended(kind, answered, reason, talked);
        if (event != null) {
            event.callId = id;
            event.direction = kind.direction();
            event.kind = kind.kind();
            event.answered = answered;
            event.reason = reason.wire();
            event.ringMillis = rang.toMillis();
            event.commit();
        }
        LOG.info(
                "event=call_ended call_id={} from={} to={} answered={} reason={} sip={} ring_ms={}"
                        + " duration_ms={} endpoints={} descriptions={} candidates={}",
                id,
                Words.quote(from),
                Words.quote(to.toString()),
                answered,
                reason.wire(),
                ending.cause() == null ? 0 : ending.cause().code(),
                rang.toMillis(),
                talked.toMillis(),
                endpoints,
                descriptions,
                candidates);
    }

    private Duration sinceNanos(long startNanos) {
        return Duration.ofNanos(calls.timers().nanoTime() - startNanos);
    }
}
