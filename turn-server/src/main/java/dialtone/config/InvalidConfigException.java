package dialtone.config;

import java.util.List;
import java.util.stream.Collectors;

/// A configuration cannot be used; [#problems()] says everything that is wrong with it.
public final class InvalidConfigException extends IllegalArgumentException {

    private final transient List<Problems.Problem> problems;

    public InvalidConfigException(List<Problems.Problem> problems) {
        super(problems.stream().map(Problems.Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problems.Problem> problems() {
        return problems;
    }

    /// All problems for a person, one a line.
    public String report() {
        return problems.stream()
                .map(problem -> "  " + problem)
                .collect(
                        Collectors.joining(
                                "\n", "dialtone: the configuration cannot be used:\n", ""));
    }
}
