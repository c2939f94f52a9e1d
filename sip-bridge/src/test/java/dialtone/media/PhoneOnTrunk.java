package dialtone.media;

import dialtone.media.bridge.AudioFormat;
import dialtone.media.codec.AudioDecoder;
import dialtone.media.codec.AudioEncoder;
import dialtone.media.codec.Codec;
import dialtone.media.codec.Codecs;
import dialtone.media.codec.OpusSettings;
import dialtone.media.codec.Sound;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A phone that talks with a trunk leg, in plain RTP and 20 ms at a time.
///
/// Threading: for the test's thread.
final class PhoneOnTrunk implements AutoCloseable {

    static final Codecs CODECS = Codecs.open(null, OpusSettings.DEFAULTS);

    private static final int SOURCE = 0x1234;

    final TestPhone phone = new TestPhone();
    final TrunkLeg leg;
    final AudioFormat format;
    private final AudioDecoder decoder;
    private final AudioEncoder encoder;
    private final short[] tone;
    private int sequence = 65_530;
    private int timestamp = -1000;
    private int spoken;

    PhoneOnTrunk(TrunkLeg leg, AudioFormat format) {
        this(leg, format, 1000);
    }

    /// @param hertz of the tone that it says
    PhoneOnTrunk(TrunkLeg leg, AudioFormat format, int hertz) {
        this.leg = leg;
        this.format = format;
        leg.connect(new TrunkRemote(phone.local(), null, true, null, null));
        Codec codec = format.codec();
        decoder = CODECS.decoder(codec, codec.sampleRate());
        encoder = CODECS.encoder(codec, codec.sampleRate());
        tone = Sound.tone(hertz, codec.sampleRate(), codec.sampleRate(), 8000);
    }

    static AudioFormat format(Codec codec, int type, int eventType, int eventRate) {
        var types = new AudioFormat.PayloadTypes(type, eventType, AudioFormat.NONE);
        return new AudioFormat(codec, types, types, eventRate, 20);
    }

    void send(byte[] payload) throws IOException {
        send(format.received().audio(), timestamp, payload);
        timestamp += format.codec().clockRate() / 50;
    }

    private void send(int type, int at, byte[] payload) throws IOException {
        var packet = new RtpMessage(type, false, sequence & 0xffff, at, SOURCE, payload);
        sequence++;
        phone.send(packet.bytes(), leg.rtp());
    }

    /// Sends the next 20 ms of its tone.
    void speak() throws IOException {
        byte[] payload = new byte[AudioEncoder.MOST_BYTES];
        int samples = format.codec().sampleRate() / 50;
        int length = encoder.encode(tone, spoken % tone.length, samples, payload, 0);
        spoken += samples;
        send(Arrays.copyOf(payload, length));
    }

    /// Sends one packet of a key.
    ///
    /// @param millis how long it is down so far
    void press(int code, int millis, boolean isEnd) throws IOException {
        int units = format.eventClockRate() / 1000 * millis;
        byte[] payload = {(byte) code, (byte) (isEnd ? 0x8a : 0x0a), 0, 0};
        ByteBuffer.wrap(payload).putShort(2, (short) units);
        send(format.received().event(), timestamp, payload);
    }

    /// A pressed key's time goes by.
    void pause(int millis) {
        timestamp += format.codec().clockRate() / 1000 * millis;
    }

    /// The next packet of sound or keys.
    RtpMessage receive() throws IOException {
        byte[] packet = phone.receive();
        return isReport(packet) ? receive() : RtpMessage.of(packet);
    }

    /// The next report.
    ByteBuffer report() throws IOException {
        byte[] packet = phone.receive();
        return isReport(packet) ? ByteBuffer.wrap(packet) : report();
    }

    private static boolean isReport(byte[] packet) {
        return (packet[1] & 0xff) >= 200 && (packet[1] & 0xff) <= 203;
    }

    short[] decode(RtpMessage packet) {
        short[] pcm = new short[format.codec().sampleRate()];
        int length = decoder.decode(packet.payload(), 0, packet.payload().length, pcm, 0);
        return Arrays.copyOf(pcm, length);
    }

    @Override
    public void close() {
        phone.close();
        decoder.close();
        encoder.close();
    }
}
