package dialtone.sip.call;

import dialtone.signaling.message.Address;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.Replaces;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;

/// Somebody wants the other end to talk to somebody else.
sealed interface Transfer {

    Report report();

    /// A phone asks for it, by REFER.
    ///
    /// @param target whom to call
    /// @param replaces the call there that the new one takes the place of, in an attended transfer;
    ///     null in a blind one
    /// @param referredBy who says that it asks
    record ByPhone(
            Uri target,
            @Nullable Replaces replaces,
            @Nullable NameAddress referredBy,
            Report report)
            implements Transfer {}

    /// A browser asks for it, to a person or a number.
    ///
    /// @param ticket of the browser, which says whom it may call
    record ByBrowser(Address target, Ticket ticket, Report report) implements Transfer {}

    /// A browser asks for it that has another call, whose other end is to be joined with.
    ///
    /// @param call the other call's name
    record ToCall(String call, Report report) implements Transfer {}

    /// Hears how a transfer goes. After a final status nothing more is told.
    ///
    /// Threading: for any thread.
    interface Report {

        /// It has come so far.
        ///
        /// @param status as SIP has it: below 200 it goes on, below 300 it worked
        void progress(int status, String reason);
    }
}
