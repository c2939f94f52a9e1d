package dialtone.sip.call;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;

import org.jspecify.annotations.Nullable;

/// How an end came to its end by itself.
///
/// @param ending for the other end, in words
/// @param sip how the phone's dialog ended; null for a browser, and for what is no dialog's end
record Over(Ending ending, dialtone.sip.dialog.@Nullable Ending sip) {

    static Over of(Ending ending) {
        return new Over(ending, null);
    }

    static Over of(EndReason reason, String words) {
        return of(new Ending(reason, words));
    }

    static Over of(dialtone.sip.dialog.Ending ending) {
        return new Over(Endings.of(ending), ending);
    }

    /// Whether another way to the same number might do better: nobody answered there, or the
    /// network itself refused.
    boolean isWorthAnotherTry() {
        if (sip == null) {
            return false;
        }
        return switch (sip.cause()) {
            case TIMED_OUT, UNREACHABLE -> true;
            // Not 500 to 599 alone: a trunk whose password is wrong, or that does not serve a
            // number, is no reason to give up either.
            case REFUSED ->
                    sip.status() / 100 == 5
                            || sip.status() == 401
                            || sip.status() == 403
                            || sip.status() == 407
                            || sip.status() == 408;
            default -> false;
        };
    }
}
