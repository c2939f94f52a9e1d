/*
 * The sound of calls that are coded anew: as a voice is, loud and quiet by turns, so that the moment it becomes loud is
 * found again in what arrives.
 */
#ifndef DIALTONE_BENCH_SOUND_H
#define DIALTONE_BENCH_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FRAME_MILLIS = 20, PCMU_FRAME_BYTES = 160, MAX_OPUS_FRAME = 400 };

/* Frames from one beginning of the loud part to the next; the first one begins loud with its first sample. */
enum { PERIOD_FRAMES = 25 };

/* The same period again and again would let an encoder off lightly: there are several, of different voices. */
enum { PERIODS = 8, SOUND_FRAMES = PERIODS * PERIOD_FRAMES };

struct frame {
    uint8_t bytes[MAX_OPUS_FRAME];
    size_t length;
};

extern struct frame opus_sound[SOUND_FRAMES];
extern struct frame pcmu_sound[SOUND_FRAMES];

/* How much later the loud part begins in Opus, as libopus decodes it, in nanoseconds: the encoder's look-ahead. */
extern uint64_t opus_onset_nanos;

/* Makes both. */
void make_sound(void);

/* Listens for the beginning of the loud part. */
struct ear {
    void *opus; /* a decoder; NULL for PCMU */
    int quiet_samples;
    bool is_deaf; /* it was not quiet for long enough yet */
};

void open_ear(struct ear *ear, bool is_opus);

/* Whether the loud part begins in a packet's sound, and how long after the first sample. */
bool hear_onset(struct ear *ear, const uint8_t *payload, size_t length, uint64_t *nanos);

#endif
