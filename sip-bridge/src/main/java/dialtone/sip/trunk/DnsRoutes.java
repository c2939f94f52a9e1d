package dialtone.sip.trunk;

import dialtone.signaling.message.Words;
import dialtone.signaling.task.Timers;
import dialtone.sip.agent.SipTargets;
import dialtone.sip.agent.Target;
import dialtone.sip.dialog.Routes;
import dialtone.sip.message.SipUri;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// Finds where requests inside of dialogs go: addresses at once, names by DNS on a virtual thread.
/// What was found is remembered for half a minute.
///
/// Threading: for any thread.
public final class DnsRoutes implements Routes {

    private static final Logger LOG = LoggerFactory.getLogger(DnsRoutes.class);

    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int MAX_REMEMBERED = 10_000;

    private final SipTargets names;
    private final Timers timers;
    private final Function<SipUri, @Nullable Target> own;
    private final Map<String, Found> remembered = new ConcurrentHashMap<>();

    private record Found(List<Target> targets, long untilNanos) {}

    /// @param own a way to ourselves that needs no NAT, when the URI means us; else null
    public DnsRoutes(SipTargets names, Timers timers, Function<SipUri, @Nullable Target> own) {
        this.names = names;
        this.timers = timers;
        this.own = own;
    }

    @Override
    public void find(SipUri nextHop, Consumer<List<Target>> found) {
        Target self = own.apply(nextHop);
        if (self != null) {
            found.accept(List.of(self));
            return;
        }
        String maddr = nextHop.parameter("maddr");
        if (Lookup.isAddress(maddr == null || maddr.isEmpty() ? nextHop.host() : maddr)) {
            found.accept(names.of(nextHop));
            return;
        }
        String key = key(nextHop);
        Found known = remembered.get(key);
        if (known != null && known.untilNanos - timers.nanoTime() > 0) {
            found.accept(known.targets);
            return;
        }
        Thread.startVirtualThread(() -> found.accept(look(nextHop, key)));
    }

    private List<Target> look(SipUri nextHop, String key) {
        List<Target> targets = names.of(nextHop);
        if (targets.isEmpty()) {
            LOG.debug("event=sip_next_hop_unknown host={}", Words.quote(nextHop.host()));
            return targets;
        }
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(key, new Found(targets, timers.nanoTime() + REMEMBERED.toNanos()));
        return targets;
    }

    private static String key(SipUri uri) {
        return uri.isSecure()
                + " "
                + uri.host()
                + ":"
                + uri.port()
                + " "
                + uri.parameter("transport")
                + " "
                + uri.parameter("maddr");
    }
}
