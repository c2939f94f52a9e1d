package dialtone.sip.call;

import dialtone.media.TrunkLeg;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.sip.policy.Outcome;
import dialtone.sip.sdp.Format;
import dialtone.sip.trunk.Trunk;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// A phone, by one trunk.
///
/// @param admission asks the policy, when it comes to this way; null where nobody needs to ask
record PhoneCallee(PhoneLine line, Route route, @Nullable Supplier<Outcome> admission)
        implements Callee {

    @Override
    public void call(
            List<Format> formats,
            End.Owner owner,
            BiConsumer<@Nullable End, @Nullable Over> begun) {
        Trunk trunk = route.trunk();
        Trunk.Permit permit = trunk == null ? null : trunk.permit();
        if (trunk != null && permit == null) {
            begun.accept(
                    null,
                    Over.of(
                            EndReason.UNREACHABLE,
                            "All lines of the trunk are taken: try again later."));
            return;
        }
        switch (admission == null ? null : admission.get()) {
            case Outcome.Denied(var reason, var words, _) -> {
                if (permit != null) {
                    permit.close();
                }
                begun.accept(null, Over.of(new Ending(reason, words)));
            }
            case Outcome.Allowed(var admitted) ->
                    dial(new Toll(admitted, permit), formats, owner, begun);
            case null -> dial(new Toll(null, permit), formats, owner, begun);
        }
    }

    /// Ports are looked for on a thread that may wait.
    private void dial(
            Toll toll,
            List<Format> formats,
            End.Owner owner,
            BiConsumer<@Nullable End, @Nullable Over> begun) {
        Thread.startVirtualThread(
                () -> {
                    TrunkLeg leg = line.media().trunk();
                    if (leg == null) {
                        toll.close();
                        begun.accept(null, noPorts());
                        return;
                    }
                    PhoneEnd end = PhoneEnd.called(line, leg, route, toll, owner);
                    begun.accept(end, null);
                    end.dial(line, route, formats);
                });
    }

    static Over noPorts() {
        return Over.of(
                EndReason.FAILED, "All ports for media of phones are taken: try again later.");
    }
}
