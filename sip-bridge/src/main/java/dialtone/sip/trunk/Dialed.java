package dialtone.sip.trunk;

/// What somebody has dialed, as it was understood.
public sealed interface Dialed {

    /// A number.
    ///
    /// @param text with its country's code after a plus, or as it was dialed but for what only
    ///     separates its digits
    /// @param digits as they were dialed
    record Understood(String text, String digits) implements Dialed {

        /// Whether it is known all over the world.
        public boolean isGlobal() {
            return text.startsWith("+");
        }
    }

    /// No number.
    ///
    /// @param words for the person who dialed it
    record Refused(String words) implements Dialed {}
}
