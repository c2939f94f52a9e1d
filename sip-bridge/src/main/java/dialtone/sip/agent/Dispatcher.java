package dialtone.sip.agent;

import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Parsed;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import java.util.Map;
import java.util.function.Consumer;

/// Brings what comes in to the transaction it belongs to.
///
/// Threading: for the threads that read the sockets.
final class Dispatcher implements Receiver {

    private final ServerSide server;
    private final Map<TransactionKey, Consumer<SipResponse>> clients;
    private final ServerUser user;
    private final SipMetrics metrics;

    Dispatcher(
            ServerSide server,
            Map<TransactionKey, Consumer<SipResponse>> clients,
            ServerUser user,
            SipMetrics metrics) {
        this.server = server;
        this.clients = clients;
        this.user = user;
        this.metrics = metrics;
    }

    @Override
    public void receive(Parsed parsed, Source source) {
        switch (parsed) {
            case Parsed.Understood(SipRequest request) -> server.receive(request, source);
            case Parsed.Understood(SipResponse response) -> receive(response, source);
            case Parsed.Malformed malformed -> server.receive(malformed, source);
            case Parsed.KeepAlive _ -> {}
        }
    }

    private void receive(SipResponse response, Source source) {
        // One with more hops belongs to somebody else (RFC 3261 section 8.1.3.3).
        boolean isOurs = response.headers().values(HeaderName.VIA).size() == 1;
        TransactionKey key = TransactionKey.of(response);
        Consumer<SipResponse> client = key == null || !isOurs ? null : clients.get(key);
        if (client != null) {
            client.accept(response);
        } else if (isOurs
                && response.isSuccess()
                && response.cSeq().method().equals(SipRequest.INVITE)) {
            user.onStrayResponse(response, source);
        } else {
            metrics.dropped(SipMetrics.Dropped.NO_TRANSACTION);
        }
    }
}
