package dialtone.media.srtp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The contexts of one direction by their source (RFC 3711 section 3.2.3).
///
/// The session keys of all sources are the same: a context differs from others by the packets it
/// has seen. So one spare context is tried on packets of sources that are not known yet, and
/// becomes such a source's own when a packet has proven authentic. What a stranger makes up
/// leaves nothing behind, and costs no derivation of keys.
///
/// Threading: for the session's thread.
///
/// @param <C> the kind of context
final class Contexts<C> {

    /// An end that sends one stream changes its source at times; nobody needs more than this.
    static final int MAX_SOURCES = 32;

    private final Supplier<C> derivation;
    private final int[] sources = new int[MAX_SOURCES];
    private final List<C> contexts = new ArrayList<>();
    private @Nullable C spare;

    Contexts(Supplier<C> derivation) {
        this.derivation = derivation;
    }

    /// The context to try a source's packet with; null when there are as many sources as may be.
    ///
    /// Hot path: called per packet.
    @Nullable C of(int source) {
        for (int i = 0; i < contexts.size(); i++) {
            if (sources[i] == source) {
                return contexts.get(i);
            }
        }
        if (contexts.size() == MAX_SOURCES) {
            return null;
        }
        if (spare == null) {
            spare = derivation.get();
        }
        return spare;
    }

    /// A packet of the source was handled with the context.
    ///
    /// Hot path: called per packet.
    @SuppressWarnings("ReferenceEquality") // The very context is meant.
    void used(int source, C context) {
        if (context == spare) {
            sources[contexts.size()] = source;
            contexts.add(context);
            spare = null;
        }
    }

    int count() {
        return contexts.size();
    }
}
