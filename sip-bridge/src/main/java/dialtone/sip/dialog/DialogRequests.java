package dialtone.sip.dialog;

import dialtone.sip.agent.ClientUser;
import dialtone.sip.agent.Source;
import dialtone.sip.agent.Target;
import dialtone.sip.digest.DigestClient;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// Sends requests inside of a dialog, in their order, to where its next hop is found, and answers
/// challenges.
///
/// Over TCP and TLS they go on the connection by which the next hop sent its last one, while it
/// is open: whoever connects to us, from behind a NAT as a rule, need not listen anywhere, and
/// what its Contact says is no help then. RFC 5626 and RFC 5923 are about the same, but ask both
/// sides to know of it.
///
/// Threading: on the call's queue.
final class DialogRequests {

    private final SipCall call;
    private final Dialog dialog;
    private final Deque<Consumer<List<Target>>> waiting = new ArrayDeque<>();
    private @Nullable SipUri knownHop;
    private List<Target> knownTargets = List.of();
    private @Nullable SipUri askedHop;
    private @Nullable Source cameBy;

    /// Who waits for a final response.
    interface Answer {
        /// The final response; a 408 or 503 too when there was none (RFC 3261 section 8.1.3.1). An
        /// INVITE's 2xx may come again.
        void accept(SipRequest sent, SipResponse response);
    }

    DialogRequests(SipCall call, Dialog dialog) {
        this.call = call;
        this.dialog = dialog;
    }

    /// The other side has sent a request of this dialog. One that passed a proxy which does not
    /// stay in the way came by the proxy's connection, and that leads nowhere.
    void cameBy(SipRequest request, Source source) {
        if (request.vias().size() == 1 || dialog.hasRoutes()) {
            cameBy = source;
        }
    }

    void send(SipRequest request, Answer answer) {
        DigestClient digest = call.digest();
        transmit(digest == null ? request : digest.authorize(request), answer);
    }

    private void transmit(SipRequest request, Answer answer) {
        withTargets(
                targets ->
                        call.core()
                                .agent()
                                .send(request, targets, call.queue(), new Sent(request, answer)));
    }

    void sendAck(SipRequest ack) {
        withTargets(
                targets -> {
                    if (!targets.isEmpty()) {
                        call.core().agent().sendAck(ack, targets.getFirst());
                    }
                });
    }

    private void withTargets(Consumer<List<Target>> use) {
        SipUri hop = dialog.nextHop();
        if (hop == null) {
            use.accept(List.of());
        } else if (hop.equals(knownHop)) {
            use.accept(reachable(knownTargets));
        } else {
            waiting.add(use);
            if (!hop.equals(askedHop)) {
                askedHop = hop;
                call.core().routes().find(hop, found -> call.queue().run(() -> found(hop, found)));
            }
        }
    }

    private void found(SipUri hop, List<Target> targets) {
        if (!hop.equals(askedHop)) {
            // Meanwhile the other side is somewhere else, and that is being looked up.
            return;
        }
        askedHop = null;
        knownHop = targets.isEmpty() ? null : hop;
        knownTargets = targets;
        while (!waiting.isEmpty()) {
            waiting.remove().accept(reachable(targets));
        }
    }

    /// These targets, after the connection there is, if it is of the kind that they want.
    private List<Target> reachable(List<Target> targets) {
        Source source = cameBy;
        if (source == null
                || !source.isOpenConnection()
                || (!targets.isEmpty() && targets.getFirst().transport() != source.transport())) {
            return targets;
        }
        List<Target> all = new ArrayList<>(targets);
        all.addFirst(Target.at(source));
        return all;
    }

    /// A request on its way.
    private final class Sent implements ClientUser {

        private final SipRequest request;
        private final Answer answer;

        Sent(SipRequest request, Answer answer) {
            this.request = request;
            this.answer = answer;
        }

        @Override
        public void onResponse(SipResponse response) {
            if (response.isProvisional()) {
                return;
            }
            DigestClient digest = call.digest();
            SipRequest again = digest == null ? null : digest.answer(request, response);
            if (again == null) {
                answer.accept(request, response);
            } else {
                transmit(dialog.renumber(again), answer);
            }
        }

        @Override
        public void onFailure(Failure failure) {
            answer.accept(request, asResponse(request, failure));
        }
    }

    /// What a failure is treated as.
    static SipResponse asResponse(SipRequest request, ClientUser.Failure failure) {
        return switch (failure) {
            case TIMEOUT -> SipResponse.to(request, 408, "Nobody Answered", null);
            case UNREACHABLE -> SipResponse.to(request, 503, "Unreachable", null);
        };
    }
}
