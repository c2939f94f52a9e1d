package dialtone.sip.call;

import java.util.List;

/// Finds whom a transfer or a redirection leads to, and whether it may.
///
/// Threading: for any thread; must not wait.
interface Transfers {

    /// Whom somebody wants the other end of a call to talk to.
    ///
    /// @param by the end that wants it
    Found find(Transfer asked, End by);

    /// Where else a called phone wants to be reached (302).
    ///
    /// @param end that was called
    /// @return the ways to it in order; none when it wants nothing
    List<Callee> redirected(End end, Over over);

    /// What came of looking.
    sealed interface Found {

        /// These are the ways to them, in order.
        record Callees(List<Callee> ways) implements Found {
            public Callees {
                ways = List.copyOf(ways);
            }
        }

        /// They are in another conversation already.
        record Joined(Conversation other) implements Found {}

        /// It is not to be.
        ///
        /// @param status as SIP has it, from 300 on
        record Refused(int status, String words) implements Found {}
    }
}
