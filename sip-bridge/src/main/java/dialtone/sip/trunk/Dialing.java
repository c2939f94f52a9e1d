package dialtone.sip.trunk;

import dialtone.signaling.message.Words;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Finds the trunks for what people dial.
///
/// Threading: for any thread.
final class Dialing {

    private static final Logger LOG = LoggerFactory.getLogger(Dialing.class);

    /// What many emergency services can be called by, to see whether the dial plan has a way.
    private static final List<String> EMERGENCY = List.of("112", "911");

    private final Map<String, Trunk> trunks;
    private final Numbers numbers;
    private final DialPlan plan;

    /// @param trunks by their names, in their order
    Dialing(Map<String, Trunk> trunks, Numbers numbers, DialPlan plan) {
        this.trunks = trunks;
        this.numbers = numbers;
        this.plan = plan;
    }

    /// Warns of a plan that keeps emergency numbers out, as no plan does on purpose.
    void lookForEmergencyNumbers() {
        boolean hasAny = EMERGENCY.stream().anyMatch(each -> ways(each) instanceof Ways.Found);
        if (!hasAny && !trunks.isEmpty()) {
            LOG.warn(
                    "The dial plan has no way for any emergency number (looked for: {}); give the"
                            + " one of your country a rule of its own, such as \"112 -> carrier\".",
                    String.join(", ", EMERGENCY));
        }
    }

    /// See [Trunks#ways].
    Ways ways(String dialed) {
        int at = dialed.lastIndexOf('@');
        return at < 0
                ? waysToNumber(dialed)
                : waysToUser(dialed.substring(0, at), dialed.substring(at + 1));
    }

    /// A number is looked up in the plan nevertheless: a host behind it must not lead around those
    /// rules that forbid it.
    private Ways waysToUser(String user, String hostText) {
        Host host = Host.read(hostText);
        List<Ways.Attempt> attempts = new ArrayList<>();
        if (numbers.read(user) instanceof Dialed.Understood number) {
            attempts.addAll(attempts(number));
        } else {
            trunks.values().forEach(trunk -> attempts.add(new Ways.Attempt(trunk, user)));
        }
        attempts.removeIf(each -> !each.trunk().isNamed(host));
        return attempts.isEmpty()
                ? new Ways.None("No trunk leads to " + Words.quote(user + "@" + hostText) + ".")
                : new Ways.Found(attempts);
    }

    private Ways waysToNumber(String dialed) {
        return switch (numbers.read(dialed)) {
            case Dialed.Refused(var words) -> new Ways.None(words);
            case Dialed.Understood number -> {
                List<Ways.Attempt> attempts = attempts(number);
                yield attempts.isEmpty()
                        ? new Ways.None("No trunk takes calls to '" + number.text() + "'.")
                        : new Ways.Found(attempts);
            }
        };
    }

    private List<Ways.Attempt> attempts(Dialed.Understood number) {
        return plan.routes(number, name -> trunk(name).takesCalls()).stream()
                .map(choice -> new Ways.Attempt(trunk(choice.trunk()), choice.number()))
                .toList();
    }

    private Trunk trunk(String name) {
        return Objects.requireNonNull(trunks.get(name));
    }
}
