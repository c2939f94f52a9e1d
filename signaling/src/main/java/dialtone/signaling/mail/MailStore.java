package dialtone.signaling.mail;

import dialtone.signaling.message.Mail;

import java.util.List;

/// Keeps messages for users until one of their endpoints has them, or for so long.
///
/// Threading: for any number of threads; each call is one step.
public interface MailStore {

    /// What became of a message.
    sealed interface Outcome {

        record Kept() implements Outcome {}

        /// There is no room for it.
        ///
        /// @param words for its sender
        record Full(String words) implements Outcome {}
    }

    /// Keeps a message for the user it is for.
    Outcome keep(Mail mail);

    /// What is kept for a user, the oldest first.
    List<Mail> of(String address);

    /// An endpoint of the user has it.
    void taken(String address, String id);

    /// How many messages there are.
    int count();

    /// How many bytes they are.
    long bytes();
}
