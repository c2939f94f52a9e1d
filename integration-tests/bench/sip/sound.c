#include "sound.h"

#include <math.h>
#include <opus/opus.h>
#include <string.h>

#include "fail.h"

enum {
    OPUS_RATE = 48000,
    OPUS_FRAME = OPUS_RATE / 1000 * FRAME_MILLIS,
    PCMU_RATE = 8000,
    LOUD_FRAMES = 11,
    OPUS_BITRATE = 32000,
};

/* Above this sound is loud, below that quiet, of 32767. */
enum { LOUD = 3000, QUIET = 1200 };

static const double QUIET_SECONDS = 0.06;

struct frame opus_sound[SOUND_FRAMES];
struct frame pcmu_sound[SOUND_FRAMES];
uint64_t opus_onset_nanos;

/* A vowel: harmonics of a voice's pitch that glides, and a little noise. Its first sample is its loudest. */
static double sound_at(int frame, double seconds_in_frame) {
    static uint32_t noise = 1;
    noise = noise * 1664525u + 1013904223u;
    double hiss = ((double)(noise >> 16) / 32768 - 1) * 60;
    int in_period = frame % PERIOD_FRAMES;
    if (in_period >= LOUD_FRAMES) {
        return hiss;
    }
    double seconds = in_period * FRAME_MILLIS / 1000.0 + seconds_in_frame;
    double pitch = 110 + 17 * (frame / PERIOD_FRAMES) + 60 * seconds;
    double level = 0;
    for (int harmonic = 1; harmonic <= 16; harmonic++) {
        double formant = exp(-pow((harmonic * pitch - 550) / 500, 2)) + 0.4 * exp(-pow((harmonic * pitch - 1700) / 400, 2));
        level += (0.05 + formant) * cos(2 * M_PI * harmonic * pitch * seconds);
    }
    double fade = in_period == LOUD_FRAMES - 1 ? 1 - seconds_in_frame / (FRAME_MILLIS / 1000.0) : 1;
    return 3500 * level * fade + hiss;
}

static int16_t clamp(double value) { return (int16_t)(value > 32000 ? 32000 : value < -32000 ? -32000 : value); }

/* G.711 (ITU-T), mu-law. */
static uint8_t to_mu_law(int16_t sample) {
    int sign = sample < 0 ? 0x80 : 0;
    int magnitude = (sample < 0 ? -sample : sample) + 132;
    magnitude = magnitude > 32767 ? 32767 : magnitude;
    int exponent = 7;
    for (int mask = 0x4000; exponent > 0 && (magnitude & mask) == 0; mask >>= 1) {
        exponent--;
    }
    return (uint8_t)~(sign | exponent << 4 | (magnitude >> (exponent + 3) & 0x0f));
}

static int16_t from_mu_law(uint8_t code) {
    code = (uint8_t)~code;
    int magnitude = (((code & 0x0f) << 3) + 132) << (code >> 4 & 7);
    return (int16_t)(code & 0x80 ? 132 - magnitude : magnitude - 132);
}

static void make_pcmu(void) {
    for (int frame = 0; frame < SOUND_FRAMES; frame++) {
        pcmu_sound[frame].length = PCMU_FRAME_BYTES;
        for (int i = 0; i < PCMU_FRAME_BYTES; i++) {
            pcmu_sound[frame].bytes[i] = to_mu_law(clamp(sound_at(frame, (double)i / PCMU_RATE)));
        }
    }
}

/* As Chromium sends it: 32 kbit/s, mono, for a voice, with forward error correction. */
static void make_opus(void) {
    int error;
    OpusEncoder *encoder = opus_encoder_create(OPUS_RATE, 1, OPUS_APPLICATION_VOIP, &error);
    if (error != OPUS_OK) {
        fail("libopus makes no encoder: %s", opus_strerror(error));
    }
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(OPUS_BITRATE));
    opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(1));
    /* Twice round: the end goes over into the beginning. */
    for (int frame = 0; frame < 2 * SOUND_FRAMES; frame++) {
        int16_t samples[OPUS_FRAME];
        for (int i = 0; i < OPUS_FRAME; i++) {
            samples[i] = clamp(sound_at(frame % SOUND_FRAMES, (double)i / OPUS_RATE));
        }
        struct frame *into = &opus_sound[frame % SOUND_FRAMES];
        int length = opus_encode(encoder, samples, OPUS_FRAME, into->bytes, sizeof into->bytes);
        if (length <= 0) {
            fail("libopus encodes nothing: %s", opus_strerror(length));
        }
        into->length = (size_t)length;
    }
    opus_encoder_destroy(encoder);
}

/* Where the loud part begins in sound of ours, on average; each must be found where it is. */
static uint64_t onset_of(const struct frame *sound, bool is_opus) {
    struct ear ear;
    open_ear(&ear, is_opus);
    uint64_t sum = 0;
    int found = 0;
    for (int frame = 0; frame < 2 * SOUND_FRAMES; frame++) {
        uint64_t nanos;
        const struct frame *one = &sound[frame % SOUND_FRAMES];
        if (hear_onset(&ear, one->bytes, one->length, &nanos) && frame >= SOUND_FRAMES) {
            if (frame % PERIOD_FRAMES != 0) {
                fail("the loud part is heard in frame %d of its period", frame % PERIOD_FRAMES);
            }
            sum += nanos;
            found++;
        }
    }
    if (found != PERIODS) {
        fail("of %d loud parts %d are heard", PERIODS, found);
    }
    return sum / PERIODS;
}

void make_sound(void) {
    make_pcmu();
    make_opus();
    onset_of(pcmu_sound, false);
    opus_onset_nanos = onset_of(opus_sound, true);
}

void open_ear(struct ear *ear, bool is_opus) {
    int error = OPUS_OK;
    *ear = (struct ear){.opus = is_opus ? opus_decoder_create(OPUS_RATE, 1, &error) : NULL, .is_deaf = true};
    if (error != OPUS_OK) {
        fail("libopus makes no decoder: %s", opus_strerror(error));
    }
}

bool hear_onset(struct ear *ear, const uint8_t *payload, size_t length, uint64_t *nanos) {
    static int16_t samples[6 * OPUS_FRAME];
    int rate = ear->opus == NULL ? PCMU_RATE : OPUS_RATE;
    int count = (int)length;
    if (ear->opus != NULL) {
        count = opus_decode(ear->opus, payload, (opus_int32)length, samples, 6 * OPUS_FRAME, 0);
    } else {
        for (int i = 0; i < count; i++) {
            samples[i] = from_mu_law(payload[i]);
        }
    }
    for (int i = 0; i < count; i++) {
        int level = samples[i] < 0 ? -samples[i] : samples[i];
        ear->quiet_samples = level < QUIET ? ear->quiet_samples + 1 : 0;
        if (ear->quiet_samples > QUIET_SECONDS * rate) {
            ear->is_deaf = false;
        } else if (!ear->is_deaf && level > LOUD) {
            ear->is_deaf = true;
            *nanos = (uint64_t)i * 1000000000u / (uint64_t)rate;
            return true;
        }
    }
    return false;
}
