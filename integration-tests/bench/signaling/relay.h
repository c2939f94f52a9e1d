/* Messages from every second client to the next. */
#ifndef DIALTONE_BENCH_RELAY_H
#define DIALTONE_BENCH_RELAY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocol.h"

/* Of one pair; what is sent later waits for what came before. A power of two. */
enum { MOST_ON_THE_WAY = 4096 };

struct load {
    /* Of the session description in each message; 0 for an ICE candidate. */
    int bytes;
    /* Messages of each pair on the way at once. */
    int window;
    /* Messages of all pairs a second, instead; 0 for as many as possible. */
    double rate;
    double warm_up_seconds, seconds;
    /* 0 without one. */
    pid_t server_pid;
};

/* What is inside of messages, whatever the protocol puts around it. */
struct payload {
    const char *text, *mark;
};

struct payload payload_of(int bytes);

/* The message of a caller as a frame, whose numbers can be written again and again. */
struct prepared {
    uint8_t *frame;
    size_t length;
    /* Where numbers stand in the text; 0 where there is none. */
    size_t request_at, number_at;
    size_t header;
};

struct prepared prepare_message(int caller, const struct payload *payload);

/* Sends it, and returns the number of its request, if it has one. */
void send_message(int caller, struct prepared *message, uint64_t number);

/* The number of a message whose payload came as it was sent; 0 for others. */
uint64_t number_of(const struct payload *payload, const char *text, size_t length);

/* Sends as the load says, and prints what came of it as JSON. All clients are paired. */
void relay(const struct load *load);

#endif
