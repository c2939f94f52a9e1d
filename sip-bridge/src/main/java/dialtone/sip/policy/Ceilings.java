package dialtone.sip.policy;

import dialtone.sip.policy.Outcome.Denied;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// How many calls there may be at once and a minute, of a user, of an origin, and over a trunk.
///
/// Threading: guarded by the policy's lock.
final class Ceilings {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final PolicyConfig config;
    private final Map<String, Integer> users = new HashMap<>();
    private final Map<String, Integer> origins = new HashMap<>();
    private final Map<String, Integer> trunks = new HashMap<>();
    private final Map<String, Deque<Instant>> originStarts = new HashMap<>();
    private final Map<String, Deque<Instant>> trunkStarts = new HashMap<>();

    Ceilings(PolicyConfig config) {
        this.config = config;
    }

    /// Why there is no place for the call; null when there is.
    @Nullable Denied refusal(Attempt attempt, String origin, Instant now) {
        // The call that asks for a transfer ends by it.
        int beside = attempt.kind() == Attempt.Kind.TRANSFER ? 1 : 0;
        int ofUser = at(users, attempt.ticket().user()) - beside;
        Integer ofTicket = attempt.ticket().limits().maxCalls();
        if (ofTicket != null && ofUser >= ofTicket) {
            return Denial.TICKET_CALLS.because(
                    ofTicket == 0
                            ? "Your ticket allows no phone calls."
                            : "You are in as many phone calls as your ticket allows: hang up one"
                                    + " first.");
        }
        if (ofUser >= config.callsPerUser()) {
            return Denial.USER_CALLS.because(
                    "You are in as many phone calls as one may be in: hang up one first.");
        }
        if (at(origins, origin) >= config.callsPerOrigin()) {
            return Denial.ORIGIN_CALLS.because("All lines of this site are busy: try again later.");
        }
        if (at(trunks, attempt.trunk()) >= config.callsPerTrunk()) {
            return Denial.TRUNK_CALLS.because("All lines are busy: try again later.");
        }
        if (recent(originStarts, origin, now) >= config.callsPerMinutePerOrigin()) {
            return Denial.ORIGIN_RATE.because(
                    "Too many calls begin on this site: try again in a minute.");
        }
        if (recent(trunkStarts, attempt.trunk(), now) >= config.callsPerMinutePerTrunk()) {
            return Denial.TRUNK_RATE.because("Too many calls begin: try again in a minute.");
        }
        return null;
    }

    void begun(Attempt attempt, String origin, Instant now) {
        users.merge(attempt.ticket().user(), 1, Integer::sum);
        origins.merge(origin, 1, Integer::sum);
        trunks.merge(attempt.trunk(), 1, Integer::sum);
        originStarts.computeIfAbsent(origin, _ -> new ArrayDeque<>()).addLast(now);
        trunkStarts.computeIfAbsent(attempt.trunk(), _ -> new ArrayDeque<>()).addLast(now);
    }

    void ended(Attempt attempt, String origin) {
        leave(users, attempt.ticket().user());
        leave(origins, origin);
        leave(trunks, attempt.trunk());
    }

    /// Forgets what is older than a minute.
    void sweep(Instant now) {
        originStarts.keySet().removeIf(name -> recent(originStarts, name, now) == 0);
        trunkStarts.keySet().removeIf(name -> recent(trunkStarts, name, now) == 0);
    }

    private static int at(Map<String, Integer> counts, String name) {
        return counts.getOrDefault(name, 0);
    }

    private static void leave(Map<String, Integer> counts, String name) {
        counts.computeIfPresent(name, (_, count) -> count > 1 ? count - 1 : null);
    }

    private static int recent(Map<String, Deque<Instant>> starts, String name, Instant now) {
        Deque<Instant> times = starts.get(name);
        if (times == null) {
            return 0;
        }
        Instant from = now.minus(MINUTE);
        while (!times.isEmpty() && !times.getFirst().isAfter(from)) {
            times.removeFirst();
        }
        return times.size();
    }
}
