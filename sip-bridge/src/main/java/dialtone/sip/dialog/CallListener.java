package dialtone.sip.dialog;

import org.jspecify.annotations.Nullable;

/// What happens to a call.
///
/// Threading: called on the call's queue; it must not wait.
public interface CallListener {

    /// An outgoing call rings or has early media.
    void onProgress(Progress progress);

    /// The call is answered and acknowledged.
    ///
    /// @param sdp the answer to the own offer; null when that was the other side's offer
    void onEstablished(@Nullable String sdp);

    /// The other side wants another session: the listener answers or refuses the offer, now or
    /// soon.
    void onOffer(PendingOffer offer);

    /// The own offer, or the one made in the answer to a [PendingOffer] without one, was answered.
    void onOfferAnswered(String sdp);

    /// The own offer was refused; the session goes on as it was.
    void onOfferRefused(int status, String reason);

    /// The other side pressed a key and says so by INFO.
    void onDigit(Digit digit);

    /// The other side wants this call to be transferred.
    void onTransferAsked(TransferRequest request);

    /// How the transfer goes that was asked for with [SipCall#transfer].
    ///
    /// @param isOver whether nothing more will be told of it; from 200 to 299 it worked
    void onTransferProgress(int status, String reason, boolean isOver);

    /// Told once, as the last thing.
    void onEnded(Ending ending);
}
