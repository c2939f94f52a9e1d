package dialtone.media.codec;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Set;

/// Opens decoders and encoders; knows which Opus there is.
///
/// *Threading*: immutable.
public final class Codecs {

    private static final Logger LOG = LoggerFactory.getLogger(Codecs.class);

    private static final String SYSTEM_LIBRARY = "libopus.so.0";
    private static final Set<Integer> OPUS_RATES = Set.of(8000, 16_000, 48_000);

    private final @Nullable LibOpus opus;
    private final OpusSettings settings;

    private Codecs(@Nullable LibOpus opus, OpusSettings settings) {
        this.opus = opus;
        this.settings = settings;
    }

    /// With the system's libopus, or Concentus where there is none.
    ///
    /// @param libopus another library than the system's
    /// @throws IllegalArgumentException if the library that is named cannot be had
    public static Codecs open(@Nullable Path libopus, OpusSettings settings) {
        if (libopus != null) {
            try {
                return new Codecs(new LibOpus(libopus.toString()), settings);
            } catch (IllegalArgumentException | IllegalCallerException e) {
                throw new IllegalArgumentException(
                        "%s cannot be used as libopus: %s".formatted(libopus, e.getMessage()), e);
            }
        }
        try {
            return new Codecs(new LibOpus(SYSTEM_LIBRARY), settings);
        } catch (IllegalArgumentException | IllegalCallerException e) {
            LOG.warn(
                    "event=opus form=concentus cause=\"{}\": calls between browsers and phones need"
                            + " three times the processor time; install libopus0",
                    e.getMessage());
            return inJava(settings);
        }
    }

    /// With Concentus, wherever.
    static Codecs inJava(OpusSettings settings) {
        return new Codecs(null, settings);
    }

    /// What does Opus: `concentus`, or libopus in its own words, such as `libopus 1.3.1`.
    public String opusForm() {
        return opus == null ? "concentus" : opus.version();
    }

    /// Opens a decoder. Close it.
    ///
    /// @param sampleRate the codec's own; Opus can have 8, 16 and 48 kHz of any packet
    public AudioDecoder decoder(Codec codec, int sampleRate) {
        check(codec, sampleRate);
        return switch (codec) {
            case PCMU -> new G711Decoder(false);
            case PCMA -> new G711Decoder(true);
            case G722 -> new G722Decoder();
            case OPUS ->
                    opus == null
                            ? new JavaOpusDecoder(sampleRate)
                            : new LibOpusDecoder(opus, sampleRate);
        };
    }

    /// Opens an encoder. Close it.
    ///
    /// @param sampleRate as for [#decoder]
    public AudioEncoder encoder(Codec codec, int sampleRate) {
        check(codec, sampleRate);
        return switch (codec) {
            case PCMU -> new G711Encoder(false);
            case PCMA -> new G711Encoder(true);
            case G722 -> new G722Encoder();
            case OPUS ->
                    opus == null
                            ? new JavaOpusEncoder(sampleRate, settings)
                            : new LibOpusEncoder(opus, sampleRate, settings);
        };
    }

    private static void check(Codec codec, int sampleRate) {
        boolean fits =
                codec == Codec.OPUS
                        ? OPUS_RATES.contains(sampleRate)
                        : codec.sampleRate() == sampleRate;
        if (!fits) {
            throw new IllegalArgumentException(codec + " has no rate of " + sampleRate + " Hz");
        }
    }
}
