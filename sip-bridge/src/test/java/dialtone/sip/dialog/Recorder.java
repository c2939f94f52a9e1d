package dialtone.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Writes down what a call tells.
///
/// Threading: filled on the call's queue, read by the test.
final class Recorder implements CallListener {

    record Established(@Nullable String sdp) {}

    record OfferAnswered(String sdp) {}

    record OfferRefused(int status) {}

    record TransferProgress(int status, String reason, boolean isOver) {}

    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    <T> T next(Class<T> type) {
        return type.cast(take(events, type.getSimpleName()));
    }

    static Object take(BlockingQueue<Object> queue, String what) {
        try {
            Object next = queue.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("%s", what).isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nullable String established() {
        return next(Established.class).sdp();
    }

    Ending ended(Ending.Cause cause) {
        Ending ending = next(Ending.class);
        assertThat(ending.cause()).isEqualTo(cause);
        return ending;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    @Override
    public void onProgress(Progress progress) {
        events.add(progress);
    }

    @Override
    public void onEstablished(@Nullable String sdp) {
        events.add(new Established(sdp));
    }

    @Override
    public void onOffer(PendingOffer offer) {
        events.add(offer);
    }

    @Override
    public void onOfferAnswered(String sdp) {
        events.add(new OfferAnswered(sdp));
    }

    @Override
    public void onOfferRefused(int status, String reason) {
        events.add(new OfferRefused(status));
    }

    @Override
    public void onDigit(Digit digit) {
        events.add(digit);
    }

    @Override
    public void onTransferAsked(TransferRequest request) {
        events.add(request);
    }

    @Override
    public void onTransferProgress(int status, String reason, boolean isOver) {
        events.add(new TransferProgress(status, reason, isOver));
    }

    @Override
    public void onEnded(Ending ending) {
        events.add(ending);
    }
}
