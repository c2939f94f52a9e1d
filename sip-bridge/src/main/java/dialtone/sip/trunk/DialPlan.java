package dialtone.sip.trunk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Which trunks a number is called by. The first rule that fits decides; without any rule, every
/// number goes to every trunk, in the order of the configuration.
///
/// A rule fits a number in full (`+4930123`) or as it was dialed (`030123`).
///
/// Threading: immutable.
public final class DialPlan {

    private final List<DialRule> rules;
    private final Numbers numbers;
    private final Map<String, TrunkConfig> trunks;

    /// One attempt.
    ///
    /// @param trunk its name
    /// @param number as it goes to the trunk
    public record Choice(String trunk, String number) {}

    /// @param trunks by their names, in the order in which they are tried without rules
    public DialPlan(List<DialRule> rules, Numbers numbers, Map<String, TrunkConfig> trunks) {
        this.rules = List.copyOf(rules);
        this.numbers = numbers;
        this.trunks = new LinkedHashMap<>(trunks);
    }

    /// The attempts for a number, in order; those by trunks that do not work now come last.
    ///
    /// @param works whether the trunk of this name works
    /// @return none when no trunk calls such a number
    public List<Choice> routes(Dialed.Understood number, Predicate<String> works) {
        List<Choice> first = new ArrayList<>();
        List<Choice> last = new ArrayList<>();
        for (Choice choice : routes(number.text(), number.digits())) {
            (works.test(choice.trunk()) ? first : last).add(choice);
        }
        first.addAll(last);
        return first;
    }

    private List<Choice> routes(String number, String dialed) {
        if (rules.isEmpty()) {
            return choices(List.copyOf(trunks.keySet()), number);
        }
        for (DialRule rule : rules) {
            if (rule.matches(number)) {
                return choices(rule.trunks(), rule.rewrite(number));
            }
            if (rule.matches(dialed)) {
                return choices(rule.trunks(), rule.rewrite(dialed));
            }
        }
        return List.of();
    }

    private List<Choice> choices(List<String> names, String number) {
        List<Choice> choices = new ArrayList<>();
        for (String name : names) {
            TrunkConfig trunk = trunks.get(name);
            if (trunk != null) {
                choices.add(new Choice(name, numbers.write(number, trunk.numberFormat())));
            }
        }
        return choices;
    }
}
