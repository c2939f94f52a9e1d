package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

/// What [RequestReader] made of a message.
public sealed interface Parsed {

    /// Null when it could not be read.
    @Nullable RequestId id();

    /// Null when it could not be read, or is unknown.
    @Nullable Method method();

    record Understood(Request request) implements Parsed {
        @Override
        public RequestId id() {
            return request.id();
        }

        @Override
        public Method method() {
            return request.method();
        }
    }

    /// No request could be made of it.
    ///
    /// @param id null when it could not be read
    /// @param method null when it could not be read or is unknown
    /// @param message words for a person, naming the member and what was expected
    record Unreadable(
            @Nullable RequestId id, @Nullable Method method, ErrorCode code, String message)
            implements Parsed {}
}
