package dialtone.media.mix;

/// Makes sound, on and on.
public interface SoundSource {

    /// Writes the next samples.
    ///
    /// Hot path: called per frame.
    void fill(short[] pcm, int at, int samples);
}
