package dialtone.sip.dialog;

import dialtone.sip.message.NameAddress;
import dialtone.sip.message.Replaces;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;

/// The other side wants to be put through to somebody else: the listener accepts or refuses it, and
/// tells how it goes.
///
/// Threading: for any thread.
public final class TransferRequest {

    private final IncomingTransfer transfer;
    private final Uri target;
    private final @Nullable Replaces replaces;
    private final @Nullable NameAddress referredBy;

    TransferRequest(
            IncomingTransfer transfer,
            Uri target,
            @Nullable Replaces replaces,
            @Nullable NameAddress referredBy) {
        this.transfer = transfer;
        this.target = target;
        this.replaces = replaces;
        this.referredBy = referredBy;
    }

    /// Whom to call.
    public Uri target() {
        return target;
    }

    /// The call there whose place the new one takes, in an attended transfer.
    public @Nullable Replaces replaces() {
        return replaces;
    }

    /// Who says so.
    public @Nullable NameAddress referredBy() {
        return referredBy;
    }

    /// Says that it is being tried.
    public void accept() {
        transfer.run(transfer::accept);
    }

    /// Does not transfer the call.
    ///
    /// @param status as a rule 603
    public void refuse(int status, String reason) {
        transfer.run(() -> transfer.refuse(status, reason));
    }

    /// Tells the other side of a response to the new call; after a final one nothing more.
    public void progress(int status, String reason) {
        transfer.run(() -> transfer.progress(status, reason));
    }
}
