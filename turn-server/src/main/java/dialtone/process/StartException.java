package dialtone.process;

import java.util.List;

/// A program cannot start; every reason is in words for who starts it.
public final class StartException extends RuntimeException {

    private final transient List<String> reasons;

    public StartException(List<String> reasons) {
        super(String.join("; ", reasons));
        this.reasons = List.copyOf(reasons);
    }

    public List<String> reasons() {
        return reasons;
    }
}
