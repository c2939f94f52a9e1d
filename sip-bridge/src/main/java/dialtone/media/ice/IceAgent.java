package dialtone.media.ice;

import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The agent of one call: NEW until a check succeeds, then CONNECTED, then LOST when none has
/// come for 30 seconds, and CONNECTED again with the next one.
///
/// It is lite and so always controlled: the pair that the other end nominated last is the
/// selected one. Before any is nominated, it is the one whose check came last.
///
/// Threading: for the port's thread.
public final class IceAgent {

    /// How long a check is worth something (RFC 7675 section 5.1).
    public static final Duration CONSENT_TIME = Duration.ofSeconds(30);

    /// Addresses that the other end may have at once; it has a few for each of its networks.
    private static final int MAX_PAIRS = 16;

    private final Events events;
    private final List<IcePair> pairs = new ArrayList<>();
    private IceCredentials current;
    private @Nullable IceCredentials previous;
    private @Nullable IcePair selected;
    private boolean isNominated;
    private boolean isConnected;

    /// What an agent tells.
    public interface Events {

        /// Whether an address may become this call's: it is not another's.
        boolean mayHave(Remote remote);

        /// A check from an address has succeeded, the first one.
        void validated(Remote remote);

        /// An address is not valid any more.
        void expired(Remote remote);

        /// There is a valid pair, after there was none.
        void connected();

        /// No check has come for so long that nothing may be sent any more.
        void consentLost();
    }

    IceAgent(IceCredentials credentials, Events events) {
        this.current = credentials;
        this.events = events;
    }

    /// Where to send; null while nowhere.
    ///
    /// Hot path: called per packet.
    public @Nullable Remote selected() {
        IcePair pair = selected;
        return pair == null || !isConnected ? null : pair.remote();
    }

    /// The credentials of a user name fragment of this end; null when it is none any more.
    @Nullable IceCredentials credentials(String ufrag) {
        if (current.ufrag().equals(ufrag)) {
            return current;
        }
        return previous != null && previous.ufrag().equals(ufrag) ? previous : null;
    }

    /// The fragments that are in use.
    List<String> ufrags() {
        return previous == null
                ? List.of(current.ufrag())
                : List.of(current.ufrag(), previous.ufrag());
    }

    /// Begins a new generation (RFC 8445 section 9). Those that work go on until the new one does.
    void restart(IceCredentials credentials) {
        if (previous == null) {
            previous = current;
        }
        current = credentials;
    }

    /// A check has come that is vouched for.
    ///
    /// @param used the credentials it was made with
    /// @param nominates whether it says that the pair is to be used
    /// @return false when the address may not be this call's
    boolean checked(IceCredentials used, Remote remote, boolean nominates, long nowNanos) {
        IcePair pair = find(remote);
        if (pair == null) {
            if (!events.mayHave(remote)) {
                return false;
            }
            pair = add(remote, nowNanos);
        }
        pair.checked(nowNanos);
        if (nominates || !isNominated) {
            selected = pair;
            isNominated |= nominates;
        }
        if (nominates && used.equals(current)) {
            previous = null;
        }
        if (!isConnected) {
            isConnected = true;
            events.connected();
        }
        return true;
    }

    private @Nullable IcePair find(Remote remote) {
        for (IcePair pair : pairs) {
            if (pair.remote().equals(remote)) {
                return pair;
            }
        }
        return null;
    }

    private IcePair add(Remote remote, long nowNanos) {
        if (pairs.size() == MAX_PAIRS) {
            remove(oldest());
        }
        IcePair pair = new IcePair(remote, nowNanos);
        pairs.add(pair);
        events.validated(remote);
        return pair;
    }

    private IcePair oldest() {
        IcePair oldest = null;
        for (IcePair pair : pairs) {
            boolean isOlder = oldest == null || pair.checkedNanos() - oldest.checkedNanos() < 0;
            if (!pair.equals(selected) && isOlder) {
                oldest = pair;
            }
        }
        if (oldest == null) {
            throw new IllegalStateException("every pair is the selected one");
        }
        return oldest;
    }

    private void remove(IcePair pair) {
        pairs.remove(pair);
        events.expired(pair.remote());
    }

    /// Looks for checks that have stayed away.
    public void sweep(long nowNanos) {
        for (int i = pairs.size() - 1; i >= 0; i--) {
            IcePair pair = pairs.get(i);
            if (nowNanos - pair.checkedNanos() >= CONSENT_TIME.toNanos()) {
                remove(pair);
            }
        }
        IcePair now = selected;
        if (now != null && !pairs.contains(now)) {
            selected = latest();
        }
        if (isConnected && pairs.isEmpty()) {
            isConnected = false;
            isNominated = false;
            events.consentLost();
        }
    }

    private @Nullable IcePair latest() {
        IcePair latest = null;
        for (IcePair pair : pairs) {
            if (latest == null || pair.checkedNanos() - latest.checkedNanos() > 0) {
                latest = pair;
            }
        }
        return latest;
    }

    /// Ends it: no address is valid any more.
    void close() {
        List.copyOf(pairs).forEach(this::remove);
        selected = null;
        isConnected = false;
    }
}
