package dialtone.sip.agent;

import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.jspecify.annotations.Nullable;

/// A CANCEL on its way, whose answer says nothing: the INVITE's does.
///
/// Threading: everything on the queue of the INVITE's transaction.
final class CancelClient implements ClientMachine.Listener {

    private final SipAgent agent;
    private final Target target;
    private final TransactionClock clock;
    private final TransactionKey key;
    private final ClientMachine machine;

    CancelClient(SipAgent agent, SipRequest cancel, Target target, TransactionClock clock) {
        this.agent = agent;
        this.target = target;
        this.clock = clock;
        this.key = TransactionKey.ofClient(String.valueOf(branch(cancel)), SipRequest.CANCEL);
        this.machine =
                new NonInviteClient(
                        cancel, target.transport().isReliable(), agent.timerValues(), clock, this);
    }

    private static @Nullable String branch(SipRequest cancel) {
        return cancel.topVia().branch();
    }

    void start() {
        agent.enter(key, response -> clock.run(() -> machine.receive(response)));
        machine.start();
    }

    @Override
    public void transmit(SipRequest message, boolean isAgain) {
        if (isAgain) {
            agent.metrics().retransmitted(message.method());
        }
        agent.transmit(message, target, () -> clock.run(machine::sendFailed));
    }

    @Override
    public void onResponse(SipResponse response) {
        if (!response.isProvisional()) {
            agent.metrics()
                    .answered(SipRequest.CANCEL, SipMetrics.Direction.OUT, response.status());
        }
    }

    @Override
    public void onTimeout() {
        agent.metrics().unanswered(SipRequest.CANCEL);
    }

    @Override
    public void onUnreachable() {
        agent.metrics().unanswered(SipRequest.CANCEL);
    }

    @Override
    public void onEnd() {
        agent.leave(key);
    }
}
