package dialtone.sip.dialog;

import dialtone.sip.agent.Target;
import dialtone.sip.digest.DigestClient;
import dialtone.sip.message.Header;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Whom to call, and how.
///
/// @param uri whom
/// @param from who calls, without a tag
/// @param to who is called, as a rule the `uri`
/// @param headers more of them: P-Asserted-Identity, Privacy, Route, own ones
/// @param sdp the offer
/// @param targets where the INVITE is sent, one after another until one answers
/// @param digest answers challenges, on the call's queue; null without credentials
/// @param config how the call behaves; null: as all do
public record CallRequest(
        Uri uri,
        NameAddress from,
        NameAddress to,
        List<Header> headers,
        String sdp,
        List<Target> targets,
        @Nullable DigestClient digest,
        @Nullable CallConfig config) {

    public CallRequest {
        headers = List.copyOf(headers);
        targets = List.copyOf(targets);
    }
}
