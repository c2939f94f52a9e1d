package dialtone.sip.dialog;

import dialtone.sip.agent.ServerTransaction;

import org.jspecify.annotations.Nullable;

/// An offer of the other side, inside of a call. Once answered, refused or taken back it is over,
/// and nothing more happens with it.
///
/// Threading: for any thread.
public final class PendingOffer {

    private final OfferAnswer exchange;
    private final ServerTransaction transaction;
    private final @Nullable String sdp;

    PendingOffer(OfferAnswer exchange, ServerTransaction transaction, @Nullable String sdp) {
        this.exchange = exchange;
        this.transaction = transaction;
        this.sdp = sdp;
    }

    /// The offer; null when the other side wants to get one, as the answer to its request.
    public @Nullable String sdp() {
        return sdp;
    }

    /// Answers the offer, or makes one when none was there.
    public void answer(String answer) {
        exchange.run(() -> exchange.answer(this, answer));
    }

    /// Leaves the session as it is.
    ///
    /// @param status as a rule 488
    public void refuse(int status, String reason) {
        exchange.run(() -> exchange.refuse(this, status, reason));
    }

    ServerTransaction transaction() {
        return transaction;
    }
}
