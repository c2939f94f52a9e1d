package dialtone.sip.policy;

import java.time.Instant;

/// Calls that are refused because there were unusually many.
///
/// @param name of what: an origin, a country's two letters, or a network such as `+881`
/// @param words what was unusual
public record OpenBreaker(Scope scope, String name, Instant since, Instant until, String words) {

    /// What calls are counted together.
    public enum Scope {
        ORIGIN("origin"),
        COUNTRY("country");

        private final String label;

        Scope(String label) {
            this.label = label;
        }

        /// In metrics and on the admin port.
        public String label() {
            return label;
        }
    }
}
