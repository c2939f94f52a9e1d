package dialtone.signaling.bus;

/// What can be followed.
///
/// @param name everywhere the same, such as `presence user:bob`
/// @param type of its notices: a record of data
public record Topic<T>(String name, Class<T> type) {}
