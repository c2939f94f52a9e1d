/* The clients of a server: opened many at a time, in pairs, and what they have been told. */
#ifndef DIALTONE_BENCH_CLIENTS_H
#define DIALTONE_BENCH_CLIENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol.h"

struct clients {
    const struct protocol *protocol;
    int count;
    /* Those that are on their way, those that have a session, and the pairs. */
    int opening, open, pairs;
    /* How many of those that are open go on with an earlier session. */
    int recovered;
    /* Attempts that came to nothing, connections that ended by themselves, and requests that were refused. */
    uint64_t failed, lost, refused;
    /* Why the first one was. */
    char trouble[300];
    /* What comes, beside what opening and pairing take. */
    void (*on_message)(int index, const char *text, size_t length);
    void (*on_taken)(int index);
};

extern struct clients clients;

void prepare_clients(const struct protocol *protocol, int count, uint16_t port, bool secure, const char *tickets);

/* Opens all that are not; so many at a time. Ends the program when that takes longer than so many seconds. */
void open_all(int parallel, double most_seconds);

/* Makes pairs of all. */
void pair_all(int parallel, double most_seconds);

/* Cuts all off in this moment, and what has come and was not read is lost. */
void cut_all(void);

/* Handles what has come, and sends what keeps connections alive. Returns 0 when there was nothing. */
int handle_clients(int most_millis);

#endif
