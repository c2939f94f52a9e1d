package dialtone.sip.call;

import dialtone.media.TrunkLeg;
import dialtone.sip.dialog.CallListener;
import dialtone.sip.dialog.Digit;
import dialtone.sip.dialog.Ending;
import dialtone.sip.dialog.IncomingCall;
import dialtone.sip.dialog.PendingOffer;
import dialtone.sip.dialog.Progress;
import dialtone.sip.dialog.TransferRequest;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// A phone's call from its arrival to the moment when there is a port for its media; what comes
/// after goes to its end.
///
/// Threading: all state belongs to the call's queue.
final class InboundCall implements CallListener {

    private static final int BUSY = 503;

    private final PhoneLine line;
    private final IncomingCall call;
    private final Toll toll;
    private @Nullable CallListener end;
    private boolean isOver;

    /// @param toll given back unless an end takes it
    InboundCall(PhoneLine line, IncomingCall call, Toll toll) {
        this.line = line;
        this.call = call;
        this.toll = toll;
    }

    /// Looks for a port.
    ///
    /// @param begin makes the end, on the call's queue; null when the call was refused
    void start(Function<TrunkLeg, @Nullable PhoneEnd> begin) {
        // Ports are looked for on a thread that may wait.
        Thread.startVirtualThread(
                () -> {
                    TrunkLeg leg = line.media().trunk();
                    call.queue().run(() -> begin(leg, begin));
                });
    }

    private void begin(@Nullable TrunkLeg leg, Function<TrunkLeg, @Nullable PhoneEnd> begin) {
        if (leg == null) {
            toll.close();
            call.reject(BUSY, "No Media Port Is Free", List.of());
        } else if (isOver) {
            leg.close();
            toll.close();
        } else {
            PhoneEnd made = begin.apply(leg);
            if (made != null) {
                end = made.listener();
            }
        }
    }

    @Override
    public void onEnded(Ending ending) {
        isOver = true;
        if (end != null) {
            end.onEnded(ending);
        }
    }

    @Override
    public void onProgress(Progress progress) {
        // Only calls of ours go on like that.
    }

    @Override
    public void onEstablished(@Nullable String sdp) {
        if (end != null) {
            end.onEstablished(sdp);
        }
    }

    @Override
    public void onOffer(PendingOffer offer) {
        if (end == null) {
            offer.refuse(488, "Not Acceptable Here");
        } else {
            end.onOffer(offer);
        }
    }

    @Override
    public void onOfferAnswered(String sdp) {
        if (end != null) {
            end.onOfferAnswered(sdp);
        }
    }

    @Override
    public void onOfferRefused(int status, String reason) {
        if (end != null) {
            end.onOfferRefused(status, reason);
        }
    }

    @Override
    public void onDigit(Digit digit) {
        if (end != null) {
            end.onDigit(digit);
        }
    }

    @Override
    public void onTransferAsked(TransferRequest request) {
        if (end == null) {
            request.refuse(603, "Decline");
        } else {
            end.onTransferAsked(request);
        }
    }

    @Override
    public void onTransferProgress(int status, String reason, boolean isLast) {
        if (end != null) {
            end.onTransferProgress(status, reason, isLast);
        }
    }
}
