package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// A media description within its session: what it does not say, the session says for it.
record MediaSection(SessionDescription session, MediaDescription media) {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_TYPE = 127;
    private static final int MAX_RATE = 1_000_000;
    private static final int MAX_CHANNELS = 255;
    private static final int MAX_MILLIS = 1000;

    /// Payload types that need no rtpmap (RFC 3551 table 4), as far as phones use them.
    private static final Map<Integer, Format> STATIC_TYPES =
            Map.of(
                    0,
                    Format.PCMU,
                    3,
                    new Format("GSM", 8000, 1, null),
                    8,
                    Format.PCMA,
                    9,
                    Format.G722,
                    13,
                    new Format("CN", 8000, 1, null),
                    18,
                    new Format("G729", 8000, 1, null));

    /// The payload type that a format has by itself, or -1.
    static int staticType(Format format) {
        return STATIC_TYPES.entrySet().stream()
                .filter(entry -> entry.getValue().isSameAs(format))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(Numbers.NONE);
    }

    boolean has(String name) {
        return attributes(name).findAny().isPresent();
    }

    @Nullable String value(String name) {
        return values(name).findFirst().orElse(null);
    }

    @Nullable String mid() {
        return value("mid");
    }

    @Nullable Connection connection() {
        return media.connection() != null ? media.connection() : session.connection();
    }

    /// Which ways media flows, as the attributes say it.
    Direction direction() {
        return Stream.concat(media.attributes().stream(), session.attributes().stream())
                .map(Attribute::name)
                .flatMap(name -> Stream.of(Direction.values()).filter(way -> is(way, name)))
                .findFirst()
                .orElse(Direction.SENDRECV);
    }

    List<PayloadFormat> payloads() {
        List<PayloadFormat> payloads = new ArrayList<>();
        for (String text : media.formats()) {
            int type = Numbers.parse(text, MAX_TYPE);
            boolean isNew = payloads.stream().noneMatch(known -> known.payloadType() == type);
            Format format = type >= 0 && isNew ? format(type) : null;
            if (format != null) {
                payloads.add(new PayloadFormat(type, format.withFmtp(about("fmtp", type))));
            }
        }
        return payloads;
    }

    /// How long a packet should be, or 0.
    int ptimeMillis() {
        return millis("ptime");
    }

    /// How long a packet may be, or 0.
    int maxPtimeMillis() {
        return millis("maxptime");
    }

    List<Crypto> cryptos() {
        return values("crypto").map(Crypto::parse).filter(Objects::nonNull).toList();
    }

    List<Fingerprint> fingerprints() {
        return values("fingerprint")
                .map(Fingerprint::parse)
                .filter(Objects::nonNull)
                .filter(Fingerprint::isStrong)
                .toList();
    }

    List<Candidate> candidates() {
        return values("candidate")
                .map(Candidate::parse)
                .filter(Objects::nonNull)
                .filter(Candidate::isUsable)
                .toList();
    }

    @Nullable IceCredentials ice() {
        String ufrag = value("ice-ufrag");
        String password = value("ice-pwd");
        return ufrag == null || password == null ? null : new IceCredentials(ufrag, password);
    }

    @Nullable Setup setup() {
        return Setup.parse(value("setup"));
    }

    /// Whether the description puts it into the first bundle (RFC 9143).
    boolean isBundled() {
        String mid = mid();
        return mid != null
                && values("group")
                        .map(group -> List.of(group.split(" +", -1)))
                        .filter(group -> group.getFirst().equals("BUNDLE"))
                        .limit(1)
                        .anyMatch(group -> group.lastIndexOf(mid) > 0);
    }

    /// Where RTP is wanted; null when that is a name, or no address at all.
    @Nullable InetSocketAddress rtp() {
        Connection connection = connection();
        InetAddress address = connection == null ? null : connection.literal();
        return address == null ? null : new InetSocketAddress(address, media.port());
    }

    /// Where RTCP is wanted (RFC 3605), null when that is nowhere.
    @Nullable InetSocketAddress rtcp() {
        InetSocketAddress rtp = rtp();
        if (rtp == null) {
            return null;
        }
        String said = value("rtcp");
        if (said == null) {
            return rtp.getPort() == MAX_PORT
                    ? null
                    : new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1);
        }
        String[] parts = said.split(" +", 2);
        int port = Numbers.parse(parts[0], MAX_PORT);
        Connection connection = parts.length < 2 ? null : Connection.parse(parts[1]);
        InetAddress address = connection == null ? rtp.getAddress() : connection.literal();
        return port <= 0 || address == null ? null : new InetSocketAddress(address, port);
    }

    private static boolean is(Direction way, String name) {
        return way.toString().equalsIgnoreCase(name);
    }

    private @Nullable Format format(int type) {
        String map = about("rtpmap", type);
        if (map == null) {
            return STATIC_TYPES.get(type);
        }
        String[] parts = map.strip().split("/", -1);
        int rate = parts.length < 2 ? Numbers.NONE : Numbers.parse(parts[1], MAX_RATE);
        int channels = parts.length < 3 ? 1 : Numbers.parse(parts[2], MAX_CHANNELS);
        boolean isFormat = rate > 0 && channels > 0 && parts[0].matches("[!-.0-~]+");
        return isFormat ? new Format(parts[0], rate, channels, null) : null;
    }

    /// What an attribute says about a payload type.
    private @Nullable String about(String name, int type) {
        String prefix = type + " ";
        return values(name)
                .filter(value -> value.startsWith(prefix))
                .map(value -> value.substring(prefix.length()).strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private int millis(String name) {
        String text = value(name);
        return text == null ? 0 : Math.max(0, Numbers.parse(text, MAX_MILLIS));
    }

    private Stream<String> values(String name) {
        return attributes(name).map(Attribute::value).filter(Objects::nonNull);
    }

    /// The media's own, or else the session's.
    private Stream<Attribute> attributes(String name) {
        List<Attribute> own = named(media.attributes(), name);
        return (own.isEmpty() ? named(session.attributes(), name) : own).stream();
    }

    private static List<Attribute> named(List<Attribute> attributes, String name) {
        return attributes.stream().filter(one -> one.name().equalsIgnoreCase(name)).toList();
    }
}
