package dialtone.sip.trunk;

import dialtone.config.Addresses;
import dialtone.signaling.task.Timers;
import dialtone.sip.agent.SipTargets;
import dialtone.sip.agent.Target;
import dialtone.sip.message.SipUri;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// Where a trunk is, looked up every minute. What was known stays when the servers of names do not
/// answer.
///
/// Threading: for any thread; it waits on virtual threads of its own.
final class Lookup {

    private static final Logger LOG = LoggerFactory.getLogger(Lookup.class);

    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final SipTargets names;
    private final SipUri uri;
    private final Timers timers;
    private volatile List<Target> targets = List.of();
    private volatile boolean isClosed;
    private volatile Timers.@Nullable Timer next;

    Lookup(SipTargets names, SipUri uri, Timers timers) {
        this.names = names;
        this.uri = uri;
        this.timers = timers;
    }

    /// Looks for the first time, and again from time to time; an address is known at once.
    ///
    /// @param found runs when it has looked for the first time
    void start(Runnable found) {
        if (isAddress(uri.host())) {
            targets = names.of(uri);
            found.run();
        } else {
            Thread.startVirtualThread(
                    () -> {
                        look();
                        found.run();
                    });
        }
    }

    /// Whether this is an IP address, in brackets or not, and no name.
    static boolean isAddress(String host) {
        try {
            return InetAddress.ofLiteral(withoutBrackets(host)) != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private void look() {
        try {
            List<Target> found = names.of(uri);
            if (!found.isEmpty()) {
                targets = found;
            } else if (targets.isEmpty()) {
                LOG.warn("event=sip_name_unknown host={}", uri.host());
            }
        } finally {
            if (!isClosed) {
                next = timers.after(PERIOD, () -> Thread.startVirtualThread(this::look));
            }
        }
    }

    /// A server, for people.
    static String words(Target target) {
        return target.transport() + " " + Addresses.text(target.address());
    }

    /// Its servers, in the order in which they are tried; none while it is not known.
    List<Target> targets() {
        return targets;
    }

    String host() {
        return uri.host();
    }

    boolean isAt(InetAddress address) {
        for (Target target : targets) {
            if (target.address().getAddress().equals(address)) {
                return true;
            }
        }
        return false;
    }

    void close() {
        isClosed = true;
        Timers.Timer waiting = next;
        if (waiting != null) {
            waiting.cancel();
        }
    }
}
