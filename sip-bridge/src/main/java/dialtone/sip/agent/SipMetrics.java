package dialtone.sip.agent;

import dialtone.sip.message.SipRequest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// What is counted of messages and transactions; `docs/metrics.md` explains it.
///
/// Threading: for any thread.
final class SipMetrics {

    private static final Set<String> METHODS =
            Set.of(
                    SipRequest.ACK,
                    SipRequest.BYE,
                    SipRequest.CANCEL,
                    SipRequest.INFO,
                    SipRequest.INVITE,
                    SipRequest.MESSAGE,
                    SipRequest.NOTIFY,
                    SipRequest.OPTIONS,
                    SipRequest.PRACK,
                    SipRequest.REFER,
                    SipRequest.REGISTER,
                    SipRequest.SUBSCRIBE,
                    SipRequest.UPDATE);

    private final MeterRegistry registry;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Dropped, Counter> dropped = new EnumMap<>(Dropped.class);

    /// Which way a request went.
    enum Direction {
        IN,
        OUT
    }

    /// Why a message or a connection was of no use.
    enum Dropped {
        /// It is no message, and was not answered.
        MALFORMED,
        /// A response that nobody waits for.
        NO_TRANSACTION,
        /// The policy wants nothing of its sender.
        POLICY,
        /// There are as many transactions as there may be.
        OVERLOAD,
        TOO_MANY_CONNECTIONS
    }

    /// @param transactions that there are, of both sides
    SipMetrics(MeterRegistry registry, AtomicInteger transactions) {
        this.registry = registry;
        Gauge.builder("dialtone.sip.transactions.active", transactions, AtomicInteger::get)
                .description("SIP transactions")
                .register(registry);
        Gauge.builder("dialtone.sip.connections.active", connections, AtomicInteger::get)
                .description("SIP connections over TCP and TLS")
                .register(registry);
        for (Dropped reason : Dropped.values()) {
            dropped.put(
                    reason,
                    Counter.builder("dialtone.sip.dropped.messages")
                            .description("SIP messages and connections that were of no use")
                            .tag("reason", label(reason))
                            .register(registry));
        }
    }

    /// A request has its final response.
    void answered(String method, Direction direction, int status) {
        requests(method, direction, status / 100 + "xx");
    }

    /// A request has had no response.
    void unanswered(String method) {
        requests(method, Direction.OUT, "none");
    }

    private void requests(String method, Direction direction, String codeClass) {
        Counter.builder("dialtone.sip.requests")
                .description("SIP requests that are over")
                .tag("method", known(method))
                .tag("direction", label(direction))
                .tag("code_class", codeClass)
                .register(registry)
                .increment();
    }

    void retransmitted(String method) {
        Counter.builder("dialtone.sip.retransmissions")
                .description("SIP requests and responses that were sent again")
                .tag("method", known(method))
                .register(registry)
                .increment();
    }

    void dropped(Dropped reason) {
        Counter count = dropped.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    void connections(int count) {
        connections.set(count);
    }

    /// Others choose methods: only so many labels.
    private static String known(String method) {
        return METHODS.contains(method) ? method : "other";
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
