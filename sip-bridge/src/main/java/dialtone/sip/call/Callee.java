package dialtone.sip.call;

import dialtone.sip.sdp.Format;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.BiConsumer;

/// Somebody who can be called, by one way.
///
/// Threading: for any thread.
interface Callee {

    /// Calls them.
    ///
    /// @param formats that the caller speaks, the best first
    /// @param owner hears of the end
    /// @param begun given the end before the owner hears anything of it; or null and why there is
    ///     none. On any thread
    void call(
            List<Format> formats, End.Owner owner, BiConsumer<@Nullable End, @Nullable Over> begun);
}
