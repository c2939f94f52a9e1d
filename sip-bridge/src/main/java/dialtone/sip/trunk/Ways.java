package dialtone.sip.trunk;

import java.util.List;

/// The ways for what was dialed.
public sealed interface Ways {

    /// One attempt of a call.
    ///
    /// @param number as it goes to the trunk
    record Attempt(Trunk trunk, String number) {}

    /// The attempts, in their order; at least one.
    record Found(List<Attempt> attempts) implements Ways {

        public Found {
            attempts = List.copyOf(attempts);
        }
    }

    /// There is none.
    ///
    /// @param words for who has dialed it
    record None(String words) implements Ways {}
}
