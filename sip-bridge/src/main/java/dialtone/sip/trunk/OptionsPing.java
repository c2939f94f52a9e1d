package dialtone.sip.trunk;

import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers;
import dialtone.sip.agent.ClientUser;
import dialtone.sip.agent.SentBy;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.agent.Target;
import dialtone.sip.agent.Transport;
import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// Asks a trunk again and again whether it is there. Every answer says so, also a refusal, but for
/// 408 and 503; two rounds without one in a row say that it is not, and the next answer that it is
/// again. All its servers are asked: it is there when one is.
///
/// Threading: all state belongs to its queue; the listener is called there.
final class OptionsPing {

    /// How long an answer may take.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int FAILURES = 2;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int UNAVAILABLE = 503;

    private final SipAgent agent;
    private final TrunkConfig config;
    private final Lookup lookup;
    private final Timers timers;
    private final Listener listener;
    private final SerialTasks queue = new SerialTasks();
    private final String callId = Ids.next("");
    private long cSeq;
    private int failures;
    private @Nullable Round round;
    private Timers.@Nullable Timer next;
    private boolean isClosed;

    /// Told after every round.
    interface Listener {

        /// Tells how it is now.
        ///
        /// @param words for people, also when it is there
        void pinged(boolean isUp, String words);

        /// Told with each answer over UDP.
        ///
        /// @param seen as whom the trunk sees us
        default void seen(SentBy seen) {}
    }

    OptionsPing(
            SipAgent agent, TrunkConfig config, Lookup lookup, Timers timers, Listener listener) {
        this.agent = agent;
        this.config = config;
        this.lookup = lookup;
        this.timers = timers;
        this.listener = listener;
    }

    void start() {
        queue.run(this::begin);
    }

    void close() {
        queue.run(
                () -> {
                    isClosed = true;
                    if (next != null) {
                        next.cancel();
                    }
                    if (round != null) {
                        round.patience.cancel();
                    }
                });
    }

    private void begin() {
        if (isClosed) {
            return;
        }
        List<Target> targets = lookup.targets();
        Round begun = new Round(targets.size());
        round = begun;
        if (targets.isEmpty()) {
            begun.failed("the name " + lookup.host() + " has no address");
        }
        for (Target target : targets) {
            agent.send(options(target), List.of(target), queue, begun.asking(target));
        }
    }

    private SipRequest options(Target target) {
        Host place = config.place();
        SentBy self = agent.sentBy(target.transport());
        NameAddress from = NameAddress.of(SipUri.of("", self.host(), self.port()));
        SipUri uri = SipUri.of("", place.name(), place.port());
        cSeq++;
        Headers headers =
                Headers.builder()
                        .add(HeaderName.MAX_FORWARDS, 70)
                        .add(HeaderName.FROM, from.withTag(Ids.next("")))
                        .add(HeaderName.TO, NameAddress.of(uri))
                        .add(HeaderName.CALL_ID, callId)
                        .add(HeaderName.CSEQ, cSeq + " " + SipRequest.OPTIONS)
                        .add(HeaderName.CONTACT, from)
                        .add(HeaderName.ACCEPT, "application/sdp")
                        .add(HeaderName.USER_AGENT, "Dialtone")
                        .build();
        return new SipRequest(SipRequest.OPTIONS, uri, headers, Body.EMPTY);
    }

    private void over(@Nullable String problem) {
        if (isClosed) {
            return;
        }
        failures = problem == null ? 0 : failures + 1;
        next = timers.after(config.ping(), () -> queue.run(this::begin));
        if (problem == null) {
            listener.pinged(true, "it answers");
        } else {
            boolean isUp = failures < FAILURES;
            listener.pinged(isUp, isUp ? problem + "; it is asked once more" : problem);
        }
    }

    /// All servers asked at one time.
    private final class Round {

        private final Timers.Timer patience;
        private int unanswered;
        private boolean isOver;

        Round(int servers) {
            unanswered = servers;
            patience =
                    timers.after(
                            PATIENCE,
                            () -> queue.run(() -> failed("it does not answer OPTIONS in time")));
        }

        void failed(String problem) {
            end(problem);
        }

        private void end(@Nullable String problem) {
            if (!isOver) {
                isOver = true;
                patience.cancel();
                over(problem);
            }
        }

        ClientUser asking(Target target) {
            return new ClientUser() {
                @Override
                public void onResponse(SipResponse response) {
                    if (response.isProvisional()) {
                        return;
                    }
                    if (target.transport() == Transport.UDP) {
                        listener.seen(SeenAddress.in(response));
                    }
                    int status = response.status();
                    if (status == REQUEST_TIMEOUT || status == UNAVAILABLE) {
                        oneFailed(Lookup.words(target) + " answers OPTIONS with " + status);
                    } else {
                        end(null);
                    }
                }

                @Override
                public void onFailure(Failure failure) {
                    oneFailed(Lookup.words(target) + " cannot be reached");
                }
            };
        }

        private void oneFailed(String problem) {
            unanswered--;
            if (unanswered == 0) {
                end(problem);
            }
        }
    }
}
