package dialtone.config;

import java.util.List;
import java.util.stream.Collectors;

/// A configuration cannot be used; [#problems()] says everything that is wrong with it.
public final class InvalidConfigException extends IllegalArgumentException {

    private final transient List<Problems.Problem> problems;

    public InvalidConfigException(List<Problems.Problem> problems) {
        super(
                problems.stream()
                        .map(p -> p.key() + ": " + p.text())
                        .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problems.Problem> problems() {
        return problems;
    }
}
