package dialtone.signaling.bus;

import java.util.function.Consumer;

/// Carries notices from whoever changes something to all who follow it.
///
/// A follower gets each notice of its topic once at most, and those of one publisher in their
/// order. Notices of several publishers may come in any order, so a notice that replaces an earlier
/// one carries a number by which the newer is known. Who follows first and asks for the state
/// afterwards misses nothing.
///
/// Threading: for any number of threads. A follower is called by any of them, perhaps before
/// [#publish] returns, and must not wait.
public interface Bus {

    /// Tells all who follow the topic.
    <T> void publish(Topic<T> topic, T notice);

    /// Follows a topic from now on.
    <T> Subscription subscribe(Topic<T> topic, Consumer<T> follower);

    /// Somebody follows a topic.
    interface Subscription {

        /// Follows it no more; what is on its way may still come.
        void end();
    }
}
