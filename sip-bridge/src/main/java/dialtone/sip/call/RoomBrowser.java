package dialtone.sip.call;

import dialtone.media.BrowserLeg;
import dialtone.media.bridge.Seat;
import dialtone.media.srtp.SrtpProfile;
import dialtone.signaling.message.Description;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.task.SerialTasks;
import dialtone.sip.sdp.Agreement;
import dialtone.sip.sdp.Answered;
import dialtone.sip.sdp.Format;
import dialtone.sip.sdp.Refusal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.Consumer;

/// One browser of a room, as one phone there talks with it.
///
/// Threading: for the phone's queue.
final class RoomBrowser {

    private static final Logger LOG = LoggerFactory.getLogger(RoomBrowser.class);

    private final SerialTasks queue;
    private final Account account;
    private final Consumer<RawJson> tell;
    private final BrowserSide side;
    private @Nullable Spoken spoken;
    private @Nullable Seat seat;
    private boolean isClosed;

    /// @param queue of the phone
    /// @param tell sends the browser a description
    RoomBrowser(PhoneLine line, SerialTasks queue, Account account, Consumer<RawJson> tell) {
        this.queue = queue;
        this.account = account;
        this.tell = tell;
        this.side =
                new BrowserSide(
                        line.media().browser(new Media()), line.isOpusFirst(), line.sessionId());
    }

    /// Begins, with a browser that was there before the phone.
    ///
    /// @param preferred codecs that the phone can do
    void offer(List<Format> preferred) {
        tell.accept(new Description(Description.OFFER, side.offer(preferred)).json());
    }

    /// Takes what the browser offers or answers.
    ///
    /// @param preferred codecs that the phone can do
    void described(RawJson description, List<Format> preferred) {
        Description theirs = Description.of(description);
        if (isClosed) {
            return;
        }
        switch (theirs.type()) {
            case Description.OFFER -> {
                Agreement agreement = agreement(side.answer(theirs.sdp(), preferred));
                if (agreement != null) {
                    String answer = agreement.local().toString();
                    tell.accept(new Description(Description.ANSWER, answer).json());
                }
            }
            case Description.ANSWER -> agreement(side.answered(theirs.sdp()));
            default ->
                    LOG.debug(
                            "event=room_browser_said call_id={} type={}",
                            account.id(),
                            theirs.type());
        }
    }

    private @Nullable Agreement agreement(Answered answered) {
        return switch (answered) {
            case Refusal refusal -> {
                LOG.info(
                        "event=room_browser_refused call_id={} words=\"{}\"",
                        account.id(),
                        refusal.message());
                yield null;
            }
            case Agreement agreement -> {
                agreed(Spoken.of(agreement));
                yield agreement;
            }
        };
    }

    private void agreed(Spoken agreed) {
        Spoken before = spoken;
        Seat known = seat;
        spoken = agreed;
        if (known != null && before != null && !before.format().equals(agreed.format())) {
            account.heardCalled(known.statistics());
            known.speak(agreed.format());
        }
    }

    /// Joins the conference, once it is known what is spoken.
    ///
    /// @param phone whom the browser hears
    /// @param there what the phone speaks
    void sit(Seat phone, Spoken there) {
        Spoken here = spoken;
        if (seat == null && here != null && !isClosed) {
            seat = phone.browser(side.leg(), here.format());
            account.joined(there, here);
        }
    }

    /// Ends it. The seat may be gone with the phone's.
    void close() {
        if (!isClosed) {
            isClosed = true;
            Seat known = seat;
            if (known != null) {
                account.heardCalled(known.statistics());
                known.close();
            }
            side.leg().close();
        }
    }

    /// What becomes of the browser's media, told on the port's thread.
    private final class Media implements BrowserLeg.Listener {

        @Override
        public String name() {
            return account.id();
        }

        @Override
        public void iceConnected() {
            LOG.debug("event=room_browser_ice_connected call_id={}", account.id());
        }

        @Override
        public void dtlsConnected(SrtpProfile profile) {
            queue.run(() -> account.secured(profile.name()));
        }

        /// Who is in a room is heard by many; how long it took belongs to no call.
        @Override
        public void mediaArrived() {}

        /// It may come back by another network, or is gone from the room soon.
        @Override
        public void consentLost() {
            LOG.debug("event=room_browser_silent call_id={}", account.id());
        }

        @Override
        public void failed(String words) {
            LOG.info("event=room_browser_failed call_id={} words=\"{}\"", account.id(), words);
            queue.run(RoomBrowser.this::close);
        }

        @Override
        public void closedByBrowser() {
            queue.run(RoomBrowser.this::close);
        }
    }
}
