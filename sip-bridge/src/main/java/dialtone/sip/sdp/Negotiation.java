package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The offer/answer exchanges of a leg (RFC 3264; with browsers RFC 8829 and 9143): one audio
/// stream, everything else is refused.
///
/// An offer that came is looked at with [#offered] and answered with [#answer]; in between the leg
/// can make its end of the media. Our own offers begin with [#offer] and end with [#answered] or
/// [#withdraw]. It does not matter which messages carry them: an offer in a 200 whose answer comes
/// in the ACK is an offer of ours.
///
/// Descriptions of ours carry one session id, and a version that goes up by one whenever they
/// change. Media descriptions keep their places, payload types their meaning, and the DTLS roles
/// stay as they were.
///
/// Threading: belongs to the leg's queue.
public final class Negotiation {

    private static final String USERNAME = "-";
    private static final String FIRST_MID = "0";
    private static final String BROWSER_PROTOCOL = "UDP/TLS/RTP/SAVPF";
    private static final int EVENTS_RATE = 8000;

    private final boolean isBrowser;
    private final MediaPolicy policy;
    private final OfferReader reader;
    private final long sessionId;
    private final PayloadTypes types = new PayloadTypes();

    private long version;
    private @Nullable SessionDescription lastSent;
    private @Nullable SessionDescription lastLocal;
    private @Nullable SessionDescription lastRemote;
    private int audio;
    private @Nullable IceCredentials remoteIce;
    private @Nullable Boolean isDtlsClient;
    private @Nullable Pending pending;

    /// An offer of ours that waits for its answer.
    private record Pending(
            SessionDescription description,
            LocalMedia local,
            Direction direction,
            List<PayloadFormat> payloads,
            int audio) {}

    private Negotiation(boolean isBrowser, MediaPolicy policy, long sessionId) {
        this.isBrowser = isBrowser;
        this.policy = policy;
        this.reader = new OfferReader(isBrowser, policy);
        this.sessionId = sessionId >>> 1;
    }

    /// With a browser: ICE (we are lite) and DTLS-SRTP.
    ///
    /// @param sessionId a random number
    public static Negotiation withBrowser(MediaPolicy policy, long sessionId) {
        return new Negotiation(true, policy, sessionId);
    }

    /// With a trunk or a phone: plain ports, SRTP by keys in the description.
    ///
    /// @param sessionId a random number
    public static Negotiation withPhone(MediaPolicy policy, long sessionId) {
        return new Negotiation(false, policy, sessionId);
    }

    /// Looks at an offer of the other side. Nothing is agreed yet.
    public Offered offered(SessionDescription offer) {
        List<Integer> audios =
                IntStream.range(0, offer.media().size())
                        .filter(index -> offer.media().get(index).isAudio())
                        .boxed()
                        .toList();
        if (audios.isEmpty()) {
            return Refusal.notAcceptable("the offer has no audio");
        }
        List<Integer> usable =
                audios.stream()
                        .filter(index -> reader.defect(offer.section(index)) == null)
                        .toList();
        if (usable.isEmpty()) {
            String defect = reader.defect(offer.section(audios.getFirst()));
            return Refusal.notAcceptable("the offer's audio cannot be used: " + defect);
        }
        int index = chosen(offer, usable);
        MediaSection section = offer.section(index);
        return new RemoteOffer(
                offer,
                index,
                reader.codecs(section),
                reader.direction(section),
                remote(section, isClientAnswering(section)),
                lastRemote != null && lastRemote.origin().equals(offer.origin()));
    }

    /// Answers an offer.
    ///
    /// @param local our end, of the kind of the leg
    /// @param direction what we want
    /// @param preferred codecs, the best first; the first that was offered is taken
    public Agreement answer(
            RemoteOffer offer, LocalMedia local, Direction direction, List<Format> preferred) {
        MediaSection section = offer.section();
        PayloadFormat codec =
                preferred.stream()
                        .flatMap(one -> offer.codecs().stream().filter(o -> isSame(o, one)))
                        .findFirst()
                        .orElse(offer.codecs().getFirst());
        PayloadFormat events = OfferReader.events(section.payloads(), codec.format());
        Direction agreed = direction.and(offer.direction().reversed());
        Crypto localCrypto = localCrypto(local, offer.remote());
        List<PayloadFormat> ours = ours(codec, events);
        types.learn(named(section));
        MediaDescription answer =
                write(
                        new SectionWriter().mid(section.mid()),
                        local,
                        ours,
                        agreed,
                        answerSetup(offer.remote()),
                        section.has("rtcp-rsize"),
                        localCrypto == null ? List.of() : List.of(localCrypto),
                        section.media().protocol());
        List<MediaDescription> media =
                IntStream.range(0, offer.description().media().size())
                        .mapToObj(
                                i ->
                                        i == offer.audio()
                                                ? answer
                                                : offer.description().media().get(i).refused())
                        .toList();
        SessionDescription description =
                description(local, media, section.isBundled() ? section.mid() : null);
        accept(description, offer.description(), offer.audio(), offer.remote());
        pending = null;
        return new Agreement(
                description,
                codec,
                List.of(codec),
                events,
                events,
                reader.ptimeMillis(section),
                agreed,
                offer.remote(),
                localCrypto);
    }

    /// Makes an offer of ours, the first or another.
    ///
    /// @param local our end, of the kind of the leg
    /// @param direction what we want
    /// @param codecs of the policy, the best first; when a call goes on, the one it has should be
    public SessionDescription offer(LocalMedia local, Direction direction, List<Format> codecs) {
        List<PayloadFormat> payloads =
                Stream.concat(codecs.stream(), events(codecs)).map(types::of).toList();
        SessionDescription before = lastLocal;
        int index = before == null ? 0 : audio;
        String oldMid = before == null ? null : before.section(index).mid();
        String mid = isBrowser && before == null ? FIRST_MID : oldMid;
        List<Crypto> cryptos =
                local instanceof LocalMedia.Plain plain && policy.encryption() != Encryption.NEVER
                        ? plain.cryptos()
                        : List.of();
        MediaDescription section =
                write(
                        new SectionWriter().mid(mid),
                        local,
                        payloads,
                        direction,
                        Setup.ACTPASS,
                        true,
                        cryptos,
                        offeredProtocol());
        List<MediaDescription> media = new ArrayList<>();
        if (before != null) {
            before.media().forEach(old -> media.add(old.refused()));
            media.set(index, section);
        } else {
            media.add(section);
        }
        SessionDescription description = description(local, media, mid);
        pending = new Pending(description, local, direction, payloads, index);
        return description;
    }

    /// Looks at the answer to our offer.
    ///
    /// @throws IllegalStateException when none of our offers waits
    public Answered answered(SessionDescription answer) {
        Pending offer = pending;
        if (offer == null) {
            throw new IllegalStateException("there is no offer to answer");
        }
        pending = null;
        if (answer.media().size() <= offer.audio()
                || !answer.media().get(offer.audio()).isAudio()) {
            return Refusal.notAcceptable("the answer has no audio in the place of the offer's");
        }
        MediaSection section = answer.section(offer.audio());
        String defect = reader.defect(section);
        if (defect != null) {
            return Refusal.notAcceptable("the answer's audio cannot be used: " + defect);
        }
        List<PayloadFormat> common =
                reader.codecs(section).stream()
                        .filter(one -> offer.payloads().stream().anyMatch(o -> isSame(o, one)))
                        .toList();
        if (common.isEmpty()) {
            return Refusal.notAcceptable("the answer has none of the codecs of the offer");
        }
        Setup setup = section.setup();
        if (isBrowser && setup == Setup.ACTPASS) {
            return Refusal.notAcceptable("the answer's a=setup must be active or passive");
        }
        PayloadFormat codec = common.getFirst();
        PayloadFormat events = OfferReader.events(section.payloads(), codec.format());
        RemoteMedia remote = remote(section, setup == Setup.PASSIVE);
        Agreement agreement =
                new Agreement(
                        offer.description(),
                        codec,
                        common.stream().map(one -> types.of(one.format())).toList(),
                        events,
                        events == null ? null : offered(offer, events),
                        reader.ptimeMillis(section),
                        offer.direction().and(reader.direction(section).reversed()),
                        remote,
                        localCrypto(offer.local(), remote));
        accept(offer.description(), answer, offer.audio(), remote);
        return agreement;
    }

    /// Our offer was refused, or the other side's came first (491): what was agreed before stays.
    public void withdraw() {
        pending = null;
        // Whatever is said next is another version, even if it is the same.
        lastSent = null;
    }

    private static boolean isSame(PayloadFormat one, PayloadFormat other) {
        return one.format().isSameAs(other.format());
    }

    private static boolean isSame(PayloadFormat one, Format other) {
        return one.format().isSameAs(other);
    }

    /// Keypad events for every clock rate; with browsers also those that Firefox has beside Opus.
    private Stream<Format> events(List<Format> codecs) {
        return Stream.concat(
                        codecs.stream().map(Format::clockRate),
                        isBrowser ? Stream.of(EVENTS_RATE) : Stream.empty())
                .distinct()
                .map(Format::telephoneEvent);
    }

    /// What of an offer we might offer one day as well, by the same numbers.
    private List<PayloadFormat> named(MediaSection section) {
        return Stream.concat(
                        reader.codecs(section).stream(),
                        section.payloads().stream().filter(one -> one.format().isTelephoneEvent()))
                .toList();
    }

    private static @Nullable PayloadFormat offered(Pending offer, PayloadFormat events) {
        return offer.payloads().stream()
                .filter(one -> isSame(one, events))
                .findFirst()
                .orElse(null);
    }

    /// The one in use if it still can be, an encrypted one rather than a plain one, the first.
    private int chosen(SessionDescription offer, List<Integer> usable) {
        if (lastLocal != null && usable.contains(audio)) {
            return audio;
        }
        return usable.stream()
                .filter(index -> reader.crypto(offer.section(index)) != null)
                .findFirst()
                .orElse(usable.getFirst());
    }

    /// Whether we begin the handshake when we answer: as before, or else when we may. Browsers'
    /// greetings come in two datagrams; ours does not.
    private boolean isClientAnswering(MediaSection section) {
        if (section.setup() != Setup.ACTPASS) {
            return section.setup() == Setup.PASSIVE;
        }
        return isDtlsClient == null || isDtlsClient;
    }

    private static Setup answerSetup(RemoteMedia remote) {
        return remote instanceof RemoteMedia.Browser browser && browser.isDtlsClient()
                ? Setup.ACTIVE
                : Setup.PASSIVE;
    }

    private RemoteMedia remote(MediaSection section, boolean isClient) {
        if (!isBrowser) {
            return new RemoteMedia.Plain(
                    Objects.requireNonNull(section.rtp(), "checked by the reader"),
                    section.rtcp(),
                    reader.crypto(section));
        }
        IceCredentials ice = Objects.requireNonNull(section.ice(), "checked by the reader");
        return new RemoteMedia.Browser(
                ice,
                section.candidates(),
                section.fingerprints(),
                isClient,
                remoteIce != null && !remoteIce.equals(ice),
                section.has("rtcp-rsize"));
    }

    /// Our keys for the suite that was chosen, with the tag of the line they answer.
    private static @Nullable Crypto localCrypto(LocalMedia local, RemoteMedia remote) {
        Crypto theirs = remoteCrypto(remote);
        return theirs == null ? null : keyFor(theirs, local).withTag(theirs.tag());
    }

    private static @Nullable Crypto remoteCrypto(RemoteMedia remote) {
        return remote instanceof RemoteMedia.Plain plain ? plain.crypto() : null;
    }

    private static Crypto keyFor(Crypto theirs, LocalMedia local) {
        List<Crypto> ours = local instanceof LocalMedia.Plain plain ? plain.cryptos() : List.of();
        return ours.stream()
                .filter(one -> one.suite().equals(theirs.suite()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no key for " + theirs.suite()));
    }

    private static List<PayloadFormat> ours(PayloadFormat codec, @Nullable PayloadFormat events) {
        Format format = codec.format();
        // What we can do, not what the other side said of itself.
        String fmtp = format.isOpus() ? Format.OPUS.fmtp() : null;
        PayloadFormat own = new PayloadFormat(codec.payloadType(), format.withFmtp(fmtp));
        return events == null
                ? List.of(own)
                : List.of(
                        own,
                        new PayloadFormat(
                                events.payloadType(),
                                Format.telephoneEvent(events.format().clockRate())));
    }

    private String offeredProtocol() {
        if (isBrowser) {
            return BROWSER_PROTOCOL;
        }
        return policy.encryption() == Encryption.REQUIRED ? "RTP/SAVP" : "RTP/AVP";
    }

    private MediaDescription write(
            SectionWriter writer,
            LocalMedia local,
            List<PayloadFormat> payloads,
            Direction direction,
            Setup setup,
            boolean isReducedSize,
            List<Crypto> cryptos,
            String protocol) {
        if (isBrowser != local instanceof LocalMedia.Browser) {
            throw new IllegalArgumentException("the wrong kind of media for this leg");
        }
        writer.payloads(payloads, policy.ptimeMillis()).direction(direction);
        return switch (local) {
            case LocalMedia.Browser browser ->
                    writer.browser(browser, setup, direction, isReducedSize)
                            .end(browser.candidates().getFirst().port(), protocol);
            case LocalMedia.Plain plain ->
                    writer.plain(plain, cryptos).end(plain.rtp().getPort(), protocol);
        };
    }

    private SessionDescription description(
            LocalMedia local, List<MediaDescription> media, @Nullable String bundled) {
        Connection connection =
                switch (local) {
                    case LocalMedia.Browser browser -> {
                        String address = browser.candidates().getFirst().address();
                        yield new Connection(address.indexOf(':') >= 0, address);
                    }
                    case LocalMedia.Plain plain -> Connection.of(plain.rtp().getAddress());
                };
        List<Attribute> attributes = new ArrayList<>();
        if (isBrowser) {
            if (bundled != null) {
                attributes.add(Attribute.of("group", "BUNDLE " + bundled));
            }
            attributes.add(Attribute.flag("ice-lite"));
        }
        Origin origin =
                new Origin(USERNAME, Long.toString(sessionId), Long.toString(version), connection);
        SessionDescription same = new SessionDescription(origin, connection, attributes, media);
        if (same.equals(lastSent)) {
            return same;
        }
        version++;
        SessionDescription changed =
                new SessionDescription(origin.withVersion(version), connection, attributes, media);
        lastSent = changed;
        return changed;
    }

    private void accept(
            SessionDescription local, SessionDescription remote, int index, RemoteMedia media) {
        lastLocal = local;
        lastRemote = remote;
        audio = index;
        if (media instanceof RemoteMedia.Browser browser) {
            remoteIce = browser.ice();
            isDtlsClient = browser.isDtlsClient();
        }
    }
}
