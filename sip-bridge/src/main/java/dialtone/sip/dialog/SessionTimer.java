package dialtone.sip.dialog;

import dialtone.signaling.task.Timers;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SessionExpires;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import java.time.Duration;

/// Keeps a session up as long as both sides refresh it, and ends it when they do not (RFC 4028).
///
/// Threading: on the call's queue.
final class SessionTimer {

    private static final String CALLER = "uac";
    private static final String CALLED = "uas";
    private static final int MAX_MARGIN_SECONDS = 32;

    private final CallClock clock;
    private final int shortestSeconds;
    private final Runnable whenDue;
    private final Runnable whenExpired;
    private int wantedSeconds;
    private int minSeconds;
    private int agreedSeconds;
    private boolean isRefresher;
    private Timers.Timer refresh = CallClock.NONE;
    private Timers.Timer expiry = CallClock.NONE;

    /// @param whenDue the session is to be refreshed
    /// @param whenExpired nobody has refreshed it
    SessionTimer(CallConfig config, CallClock clock, Runnable whenDue, Runnable whenExpired) {
        this.clock = clock;
        this.shortestSeconds = config.minSessionSeconds();
        this.wantedSeconds = config.sessionSeconds();
        this.minSeconds = shortestSeconds;
        this.whenDue = whenDue;
        this.whenExpired = whenExpired;
    }

    /// What an INVITE or UPDATE asks for (sections 7.1 and 7.4): at first the other side chooses
    /// who refreshes, then it stays so.
    void addTo(Headers.Builder request) {
        if (agreedSeconds > 0) {
            String refresher = isRefresher ? CALLER : CALLED;
            request.add(HeaderName.SESSION_EXPIRES, new SessionExpires(agreedSeconds, refresher));
        } else if (wantedSeconds > 0) {
            request.add(HeaderName.SESSION_EXPIRES, new SessionExpires(wantedSeconds, null));
        } else {
            return;
        }
        request.add(HeaderName.MIN_SE, minSeconds);
    }

    /// Learns from a 422 how long sessions must be there. Whether it is worth another try.
    boolean raise(SipResponse tooShort) {
        Integer theirs = tooShort.minSessionSeconds();
        if (theirs == null || theirs <= minSeconds) {
            return false;
        }
        minSeconds = theirs;
        wantedSeconds = Math.max(wantedSeconds, theirs);
        if (agreedSeconds > 0) {
            agreedSeconds = Math.max(agreedSeconds, theirs);
        }
        return true;
    }

    /// What the other side says to the own request: it has been refreshed.
    void onAnswered(SipResponse success) {
        SessionExpires answer = success.sessionExpires();
        if (answer == null) {
            stop();
        } else {
            start(answer.seconds(), !CALLED.equalsIgnoreCase(answer.refresher()));
        }
    }

    /// Whether a request is to be answered with 422 and [HeaderName#MIN_SE] (section 9). Who does
    /// not know session timers would not understand it.
    static boolean isTooShort(SipRequest request, CallConfig config) {
        SessionExpires asked = request.sessionExpires();
        return asked != null
                && asked.seconds() < config.minSessionSeconds()
                && request.supported().contains(Core.TIMER);
    }

    /// Agrees to what the other side's request asks for, as its 2xx says (section 9).
    void answer(SipRequest request, Headers.Builder success) {
        SessionExpires asked = request.sessionExpires();
        if (asked == null && wantedSeconds == 0) {
            stop();
            return;
        }
        boolean isKnownThere = request.supported().contains(Core.TIMER);
        Integer theirMin = request.minSessionSeconds();
        int floor = Math.max(shortestSeconds, theirMin == null ? 0 : theirMin);
        int wanted = wantedSeconds == 0 ? Integer.MAX_VALUE : wantedSeconds;
        int seconds = Math.max(floor, asked == null ? wanted : Math.min(asked.seconds(), wanted));
        String chosen = asked == null ? null : asked.refresher();
        boolean isTheirs =
                isKnownThere
                        && (chosen == null
                                ? agreedSeconds > 0 && !isRefresher
                                : chosen.equalsIgnoreCase(CALLER));
        success.add(
                HeaderName.SESSION_EXPIRES,
                new SessionExpires(seconds, isTheirs ? CALLER : CALLED));
        if (isTheirs) {
            success.add(HeaderName.REQUIRE, Core.TIMER);
        }
        start(seconds, !isTheirs);
    }

    /// Refreshes after half the time; gives up a little before the end (section 10).
    private void start(int seconds, boolean isOwn) {
        stop();
        agreedSeconds = Math.max(seconds, shortestSeconds);
        isRefresher = isOwn;
        if (isOwn) {
            refresh = clock.after(Duration.ofSeconds(agreedSeconds / 2), whenDue);
        }
        int margin = Math.min(MAX_MARGIN_SECONDS, agreedSeconds / 3);
        expiry = clock.after(Duration.ofSeconds(agreedSeconds - margin), whenExpired);
    }

    void stop() {
        agreedSeconds = 0;
        refresh.cancel();
        expiry.cancel();
    }
}
