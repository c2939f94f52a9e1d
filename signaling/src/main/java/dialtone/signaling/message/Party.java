package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

/// Who somebody is, for others.
///
/// @param address where they can be called
/// @param name what to show to a person, at most 128 characters
public record Party(String address, @Nullable String name) {}
