/* The clients of the generator and their allocations: made, bound to peers and given back, many at a time. */
#ifndef DIALTONE_BENCH_ALLOCATIONS_H
#define DIALTONE_BENCH_ALLOCATIONS_H

#include <netinet/in.h>

#include "fail.h"
#include "stun.h"

/* What a client does next, in this order. */
enum step { CHALLENGED, ALLOCATED, PERMITTED, BOUND, RELEASED };

struct allocation {
    int socket;
    uint16_t relay_port;
    uint16_t channel;
    uint16_t peer_port;

    /* The request that waits for its answer. */
    enum step step;
    enum step last_step;
    bool waiting;
    struct message request;
    uint64_t request_nanos;
    int attempts;
    char nonce[128];
    size_t nonce_length;

    /* Data: what was sent, and up to where it is known to have come back or to be lost. */
    uint64_t next_sequence;
    uint64_t settled;
};

struct server {
    uint16_t port;
    const char *user;
    const char *password;
};

extern struct allocation *allocations;
extern int allocation_count;

/* Opens a socket for each of so many clients, on several addresses of loopback so that there are ports enough. */
void open_clients(struct server server, int count);

/* Takes all clients from one step to another, with at most so many requests in flight; ends the program on failure. */
void perform(enum step first, enum step last, int parallel);

/* A bound UDP socket on loopback that does not block, with large buffers. */
int open_udp(uint32_t address, int buffer_bytes);

#endif
