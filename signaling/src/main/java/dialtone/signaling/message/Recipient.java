package dialtone.signaling.message;

import dialtone.signaling.message.Answer.Result;

/// Somebody who is told things, and whose requests are answered.
///
/// Threading: for any thread; nothing here waits.
public interface Recipient {

    /// Who it is, for the others.
    Party party();

    /// Tells it something.
    void send(Event event);

    /// Answers its request, which was done.
    void done(Request request, Result result);

    /// Answers its request, which was not done.
    void failed(Request request, ErrorCode code, String words);
}
