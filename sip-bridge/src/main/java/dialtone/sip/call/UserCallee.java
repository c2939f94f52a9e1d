package dialtone.sip.call;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Details;
import dialtone.signaling.message.Media;
import dialtone.signaling.message.Party;
import dialtone.sip.sdp.Format;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.BiConsumer;

/// A person, at every browser of theirs: the first one that answers has the call.
///
/// @param hub makes the call
/// @param from who calls, as the browsers show it
/// @param details that they are told beside
record UserCallee(PhoneLine line, Hubs hub, Party from, Address to, Details details)
        implements Callee {

    @Override
    public void call(
            List<Format> formats,
            End.Owner owner,
            BiConsumer<@Nullable End, @Nullable Over> begun) {
        BrowserEnd end = BrowserEnd.called(line, formats, owner);
        begun.accept(end, null);
        end.invite(offer -> hub.call(from, to, Media.DEFAULT, offer, details, end));
    }

    /// Where people are.
    interface Hubs {

        /// See [dialtone.signaling.hub.Hub#call].
        dialtone.signaling.hub.BridgedCall call(
                Party from,
                Address to,
                Media media,
                dialtone.signaling.message.RawJson offer,
                Details details,
                dialtone.signaling.hub.Bridge.Leg leg);
    }
}
