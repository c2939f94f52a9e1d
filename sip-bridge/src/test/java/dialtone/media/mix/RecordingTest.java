package dialtone.media.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

class RecordingTest {

    @TempDir private Path directory;

    private Path wav(int rate, int channels, int bits, byte[] bytes) throws IOException {
        AudioFormat format = new AudioFormat(rate, bits, channels, bits > 8, false);
        Path file = directory.resolve("prompt.wav");
        AudioSystem.write(
                new AudioInputStream(
                        new ByteArrayInputStream(bytes),
                        format,
                        bytes.length / format.getFrameSize()),
                AudioFileFormat.Type.WAVE,
                file.toFile());
        return file;
    }

    @Test
    void playsTheMeanOfItsChannelsAndThenSilence() throws IOException {
        // 100 and 300, then 200 and 400, little end first.
        byte[] bytes = {100, 0, 44, 1, (byte) 200, 0, (byte) 144, 1, 0, 0, 0, 0};
        short[] pcm = new short[4];

        Recording.read(wav(8000, 2, 16, bytes)).at(8000).fill(pcm, 0, 4);

        assertThat(pcm).containsExactly(200, 300, 0, 0);
    }

    @Test
    void playsAtOtherRates() throws IOException {
        byte[] bytes = {100, 0, (byte) 200, 0, 0, 0};
        short[] pcm = new short[4];

        Recording recording = Recording.read(wav(8000, 1, 16, bytes));
        recording.at(16_000).fill(pcm, 0, 4);

        assertThat(pcm).containsExactly(100, 150, 200, 100);
    }

    @Test
    void tellsHowLongItIs() throws IOException {
        assertThat(Recording.read(wav(8000, 1, 16, new byte[16_000])).millis()).isEqualTo(1000);
    }

    @Test
    void refusesWhatItCannotPlay() throws IOException {
        Path bytes = wav(8000, 1, 8, new byte[100]);

        assertThatThrownBy(() -> Recording.read(bytes)).hasMessageContaining("no sound of 16 bits");
        Path text = Files.writeString(directory.resolve("text.wav"), "Hello");
        assertThatThrownBy(() -> Recording.read(text)).hasMessageContaining("it is no sound");
    }
}
