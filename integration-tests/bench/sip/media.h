/* The sound of the calls: packets that are sent evenly, and what arrives of them. */
#ifndef DIALTONE_BENCH_MEDIA_H
#define DIALTONE_BENCH_MEDIA_H

#include "calls.h"
#include "measure.h"
#include "sound.h"

/* The ways of a call, and how many there are. */
enum way { TO_PHONE, TO_BROWSER, WAYS };

static const uint64_t FRAME_NANOS = FRAME_MILLIS * 1000000u;

/* What became of the packets of one way of all calls. */
struct traffic {
    uint64_t sent, received;  /* while it was measured */
    uint64_t bad;             /* changed, of another call, not authentic, or not what was agreed on */
    uint64_t uneven;          /* whose timestamp does not go with its sequence number */
    uint64_t other, control;  /* of another payload type; RTCP and the like */
    uint64_t send_errors;
    char first_bad[128];
    struct histogram delays;
};

struct traffic_of_ways {
    uint64_t from_nanos, to_nanos; /* packets sent in this time are counted */
    uint64_t arrived;              /* all of them, since the start */
    struct traffic ways[WAYS];
    struct histogram lateness;     /* of the generator's own sending */
};

extern struct traffic_of_ways traffic;

/* Makes room for the streams of all calls. With transcoding, browsers speak Opus and phones PCMU; else all PCMU. */
void open_media(bool is_transcoded, int listened_calls);

/* Sends the next packet of one way of a call. */
void send_next(struct call *call, enum way way, uint64_t now);

/* A datagram has come to a browser, or to a phone. */
void receive_at_browser(struct call *call, uint8_t *bytes, size_t length, uint64_t now);
void receive_at_phone(struct call *call, uint8_t *bytes, size_t length, uint64_t now);

/*
 * Which share of the packets of a way was lost while it was measured. What is coded anew has no mark of when it was
 * sent, so timestamps tell how many packets there should have been.
 */
double loss(enum way way);

#endif
