package dialtone.sip.agent;

import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.Via;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// The name of a transaction (RFC 3261 sections 17.1.3 and 17.2.3).
///
/// @param sender who began it; empty for those that began here
record TransactionKey(String id, String sender, String method) {

    static TransactionKey ofClient(String branch, String method) {
        return new TransactionKey(branch, "", method);
    }

    /// The transaction a response belongs to, or null when its Via has no branch.
    static @Nullable TransactionKey of(SipResponse response) {
        String branch = response.topVia().branch();
        return branch == null ? null : ofClient(branch, response.cSeq().method());
    }

    /// The transaction a request belongs to or begins; an ACK to that of its INVITE.
    static TransactionKey of(SipRequest request) {
        return of(request, request.is(SipRequest.ACK) ? SipRequest.INVITE : request.method());
    }

    /// The INVITE a CANCEL takes back.
    static TransactionKey ofCancelled(SipRequest cancel) {
        return of(cancel, SipRequest.INVITE);
    }

    private static TransactionKey of(SipRequest request, String method) {
        Via via = request.topVia();
        String sender = via.host().toLowerCase(Locale.ROOT) + ":" + via.port();
        String branch = via.branch();
        if (branch != null && via.hasUniqueBranch()) {
            return new TransactionKey(branch, sender, method);
        }
        // Elements of RFC 2543 have no such branch: everything else that stays the same.
        String id =
                String.join(
                        "\n",
                        request.uri().toString(),
                        String.valueOf(request.from().tag()),
                        request.callId(),
                        String.valueOf(request.cSeq().number()),
                        String.valueOf(branch));
        return new TransactionKey(id, sender, method);
    }
}
