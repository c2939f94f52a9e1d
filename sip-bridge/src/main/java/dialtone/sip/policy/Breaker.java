package dialtone.sip.policy;

import dialtone.signaling.message.Words;
import dialtone.sip.policy.HourlyVolume.Sum;
import dialtone.sip.policy.OpenBreaker.Scope;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Stops calls of one origin, or to one country, when there were unusually many in the last hour:
/// what nobody has looked at yet should not cost a whole night.
///
/// Threading: guarded by the policy's lock.
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final long MINUTE_SECONDS = 60;

    private final Scope scope;
    private final VolumeConfig limits;
    private final Duration coolDown;
    private final Set<String> exempt;
    private final Map<String, Line> lines = new HashMap<>();

    /// @param exempt names for which there is no limit
    Breaker(Scope scope, VolumeConfig limits, Duration coolDown, List<String> exempt) {
        this.scope = scope;
        this.limits = limits;
        this.coolDown = coolDown;
        this.exempt = Set.copyOf(exempt);
    }

    /// What is counted under one name.
    private static final class Line {
        private final HourlyVolume hour = new HourlyVolume();
        private final Set<LiveCall> live = new HashSet<>();
        private Instant countedFrom = Instant.MIN;
        private @Nullable OpenBreaker open;

        Sum sum(Instant now) {
            Sum sum = hour.sum(now);
            Instant from = now.minus(Duration.ofHours(1));
            Instant after = countedFrom.isAfter(from) ? countedFrom : from;
            for (LiveCall call : live) {
                sum = sum.plus(call.talked(after, now), call.costMicros(after, now));
            }
            return sum;
        }

        void beginAnew(Instant now) {
            hour.clear();
            countedFrom = now;
            open = null;
        }
    }

    /// Whether a call may begin now.
    boolean admits(String name, Instant now) {
        Line line = lines.get(name);
        if (line == null || exempt.contains(name)) {
            return true;
        }
        closeWhenCool(line, now);
        if (line.open == null) {
            judge(name, line, now, 1);
        }
        return line.open == null;
    }

    void begun(String name, LiveCall call, Instant now) {
        Line line = lines.computeIfAbsent(name, _ -> new Line());
        line.hour.begun(now);
        line.live.add(call);
    }

    void ended(String name, LiveCall call, Instant now) {
        Line line = lines.get(name);
        if (line == null || !line.live.remove(call)) {
            return;
        }
        Instant after = line.countedFrom;
        line.hour.talked(now, call.talked(after, now), call.costMicros(after, now));
        closeWhenCool(line, now);
        if (line.open == null && !exempt.contains(name)) {
            judge(name, line, now, 0);
        }
    }

    /// @param more calls that would be begun
    private void judge(String name, Line line, Instant now, int more) {
        Sum sum = line.sum(now);
        String unusual = null;
        if (limits.calls() > 0 && sum.calls() + more > limits.calls()) {
            unusual = "more than %d calls in an hour".formatted(limits.calls());
        } else if (limits.minutes() > 0 && sum.seconds() >= limits.minutes() * MINUTE_SECONDS) {
            unusual = "%d minutes in an hour".formatted(limits.minutes());
        } else if (limits.spend().micros() > 0 && sum.micros() >= limits.spend().micros()) {
            unusual = "a cost of %s in an hour".formatted(limits.spend());
        }
        if (unusual != null) {
            trip(name, line, now, unusual);
        }
    }

    private void trip(String name, Line line, Instant now, String unusual) {
        line.open = new OpenBreaker(scope, name, now, now.plus(coolDown), unusual);
        LOG.warn(
                "event=sip_breaker_open scope={} name={} until={}: unusually many calls ({});"
                    + " further ones are refused. If they are meant, raise sip.policy.breaker and"
                    + " reset it on the admin port.",
                scope.label(),
                Words.quote(name),
                now.plus(coolDown),
                unusual);
    }

    private static void closeWhenCool(Line line, Instant now) {
        if (line.open != null && !now.isBefore(line.open.until())) {
            line.beginAnew(now);
        }
    }

    /// Lets calls in again; whether it did not.
    boolean reset(String name, Instant now) {
        Line line = lines.get(name);
        if (line == null || line.open == null) {
            return false;
        }
        LOG.info("event=sip_breaker_reset scope={} name={}", scope.label(), Words.quote(name));
        line.beginAnew(now);
        return true;
    }

    List<OpenBreaker> open(Instant now) {
        return lines.values().stream()
                .map(line -> line.open)
                .filter(Objects::nonNull)
                .filter(open -> now.isBefore(open.until()))
                .toList();
    }

    /// Forgets what is over.
    void sweep(Instant now) {
        lines.values().forEach(line -> closeWhenCool(line, now));
        lines.values()
                .removeIf(
                        line ->
                                line.open == null
                                        && line.live.isEmpty()
                                        && line.hour.sum(now).isNothing());
    }
}
