package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A request or a response, and what its headers mean.
///
/// The headers every message must have are there in each that a parser understood. Of the others,
/// one that cannot be read counts as absent; whether there is such a one says [#defect].
public sealed interface SipMessage permits SipRequest, SipResponse {

    Headers headers();

    Body body();

    /// As it goes over the wire, with its Content-Length.
    byte[] toBytes();

    /// What is wrong with the headers a user agent reads, in words; null when nothing is. A request
    /// with a defect is answered with 400 (RFC 3261 section 8.2).
    default @Nullable String defect() {
        return Defects.in(headers());
    }

    /// The topmost Via.
    ///
    /// @throws IllegalStateException in a message that no parser has understood, as for the other
    ///     headers that cannot be missing
    default Via topVia() {
        return required(headers().via(), HeaderName.VIA);
    }

    /// All hops, the topmost first.
    default List<Via> vias() {
        return read(HeaderName.VIA, Via::read);
    }

    default NameAddress from() {
        return required(headers().from(), HeaderName.FROM);
    }

    default NameAddress to() {
        return required(headers().to(), HeaderName.TO);
    }

    default CSeq cSeq() {
        return required(headers().cSeq(), HeaderName.CSEQ);
    }

    default String callId() {
        return required(headers().first(HeaderName.CALL_ID), HeaderName.CALL_ID);
    }

    /// Without the `*` of registrations.
    default List<NameAddress> contacts() {
        return read(HeaderName.CONTACT, NameAddress::read);
    }

    default List<NameAddress> routes() {
        return read(HeaderName.ROUTE, NameAddress::read);
    }

    default List<NameAddress> recordRoutes() {
        return read(HeaderName.RECORD_ROUTE, NameAddress::read);
    }

    default List<NameAddress> serviceRoutes() {
        return read(HeaderName.SERVICE_ROUTE, NameAddress::read);
    }

    /// From 0 to 255, or null.
    default @Nullable Long maxForwards() {
        return headers().number(HeaderName.MAX_FORWARDS);
    }

    /// The type of the body, such as `application/sdp`.
    default @Nullable ValueAndParameters contentType() {
        return valueOf(HeaderName.CONTENT_TYPE);
    }

    /// Seconds; what is too much for 32 bits is as much as they hold.
    default @Nullable Long expires() {
        String value = headers().first(HeaderName.EXPIRES);
        if (value == null || !value.matches("[0-9]+")) {
            return null;
        }
        long seconds = Chars.number(value, Headers.MAX_NUMBER);
        return seconds < 0 ? Headers.MAX_NUMBER : seconds;
    }

    default @Nullable Long minExpires() {
        return headers().number(HeaderName.MIN_EXPIRES);
    }

    default @Nullable SessionExpires sessionExpires() {
        String value = headers().first(HeaderName.SESSION_EXPIRES);
        return value == null ? null : SessionExpires.read(value);
    }

    /// The shortest session there may be, in seconds.
    default @Nullable Integer minSessionSeconds() {
        String value = headers().first(HeaderName.MIN_SE);
        SessionExpires read = value == null ? null : SessionExpires.read(value);
        return read == null ? null : read.seconds();
    }

    default @Nullable Long rSeq() {
        return headers().number(HeaderName.RSEQ);
    }

    default @Nullable RAck rAck() {
        String value = headers().first(HeaderName.RACK);
        return value == null ? null : RAck.read(value);
    }

    default @Nullable NameAddress referTo() {
        return headers().address(HeaderName.REFER_TO);
    }

    default @Nullable NameAddress referredBy() {
        return headers().address(HeaderName.REFERRED_BY);
    }

    default @Nullable Replaces replaces() {
        String value = headers().first(HeaderName.REPLACES);
        return value == null ? null : Replaces.read(value);
    }

    /// Who the caller is, as a network in between asserts it (RFC 3325).
    default List<NameAddress> assertedIdentities() {
        return read(HeaderName.P_ASSERTED_IDENTITY, NameAddress::read);
    }

    /// What is to be hidden, such as `id` (RFC 3323).
    default List<String> privacy() {
        String value = headers().first(HeaderName.PRIVACY);
        if (value == null) {
            return List.of();
        }
        List<String> wishes = new ArrayList<>(2);
        for (String wish : value.split("[;,]", -1)) {
            if (!wish.isBlank()) {
                wishes.add(wish.strip());
            }
        }
        return wishes;
    }

    /// Who has diverted the call, the last one first (RFC 5806).
    default List<NameAddress> diversions() {
        return read(HeaderName.DIVERSION, NameAddress::read);
    }

    /// Whom the call was for on its way, the first one first (RFC 7044).
    default List<NameAddress> history() {
        return read(HeaderName.HISTORY_INFO, NameAddress::read);
    }

    /// Why: `Q.850;cause=16`, `SIP;cause=200` (RFC 3326).
    default List<ValueAndParameters> reasons() {
        return read(HeaderName.REASON, ValueAndParameters::read);
    }

    /// When to try again, in seconds.
    default @Nullable Long retryAfterSeconds() {
        String value = headers().first(HeaderName.RETRY_AFTER);
        if (value == null) {
            return null;
        }
        long seconds = Chars.number(new Cursor(value).until(";("), Headers.MAX_NUMBER);
        return seconds < 0 ? null : seconds;
    }

    default List<AuthValue> wwwChallenges() {
        return read(HeaderName.WWW_AUTHENTICATE, AuthValue::read);
    }

    default List<AuthValue> proxyChallenges() {
        return read(HeaderName.PROXY_AUTHENTICATE, AuthValue::read);
    }

    default List<AuthValue> credentials() {
        return read(HeaderName.AUTHORIZATION, AuthValue::read);
    }

    default List<AuthValue> proxyCredentials() {
        return read(HeaderName.PROXY_AUTHORIZATION, AuthValue::read);
    }

    default @Nullable ValueAndParameters event() {
        return valueOf(HeaderName.EVENT);
    }

    default @Nullable ValueAndParameters subscriptionState() {
        return valueOf(HeaderName.SUBSCRIPTION_STATE);
    }

    /// The methods that are understood.
    default List<String> allow() {
        return headers().values(HeaderName.ALLOW);
    }

    default List<String> supported() {
        return headers().values(HeaderName.SUPPORTED);
    }

    default List<String> require() {
        return headers().values(HeaderName.REQUIRE);
    }

    private @Nullable ValueAndParameters valueOf(HeaderName name) {
        String value = headers().first(name);
        return value == null ? null : ValueAndParameters.read(value);
    }

    private <T> List<T> read(HeaderName name, Function<String, @Nullable T> reader) {
        List<T> read = new ArrayList<>(2);
        for (String value : headers().values(name)) {
            T one = reader.apply(value);
            if (one != null) {
                read.add(one);
            }
        }
        return read;
    }

    private static <T> T required(@Nullable T value, HeaderName name) {
        if (value == null) {
            throw new IllegalStateException("the message has no " + name + " that can be read");
        }
        return value;
    }
}
