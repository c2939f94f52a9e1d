/* What clients and servers say to each other, for each of the servers. */
#ifndef DIALTONE_BENCH_PROTOCOL_H
#define DIALTONE_BENCH_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a text from a server means. */
enum said {
    NOTHING,
    /* The client has a session and can be reached. */
    OPENED,
    /* The client talks to the other one of its pair, and may send messages. */
    PAIRED,
    /* The server has taken a message. */
    TAKEN,
    /* A message of the other one of the pair. */
    MESSAGE,
    REFUSED,
};

/* Clients come in pairs: 2n, who calls and sends, and 2n + 1. */
static inline bool is_caller(int index) { return index % 2 == 0; }

/* Numbers in messages have this many digits and begin here, so that one can be written over another. */
enum { DIGITS = 10 };
static const uint64_t FIRST_NUMBER = 1000000000;

struct protocol {
    const char *name;
    void (*request)(int index, char *path, char *headers, size_t most);
    void (*upgraded)(int index);
    enum said (*text)(int index, const char *text, size_t length);
    /* Makes a pair of two clients that are open; NULL where that takes nothing. PAIRED comes to the one who calls. */
    void (*pair)(int caller);
    /* Writes the message of a caller around a payload. */
    size_t (*message)(int caller, const char *payload, char *text, size_t most);
    /* Numbers the next request of a client; NULL where none is. */
    uint64_t (*next_request)(int index);
    /* Says that the client lives; NULL where the server asks. */
    void (*beat)(int index);
    /* Whether the server went on with the session that the client had before; NULL where none does. */
    bool (*is_recovered)(int index);
    /* Whether a client that was recovered says again what was not answered; it is done once. */
    bool repeats;
};

extern const struct protocol DIALTONE, WS, SOCKET_IO, PEERJS;

/* @param tickets a file with a line for each client; NULL where none are needed */
void prepare_sessions(int count, const char *tickets);

/* The line of a client in the file of tickets. */
const char *ticket_of(int index);

/* An ICE candidate, or a session description of some length, as JSON. */
const char *candidate_payload(void);
const char *description_payload(size_t bytes);

/* What stands before the number in each of them. */
extern const char CANDIDATE_MARK[], DESCRIPTION_MARK[];

/* Finds something in a text; NULL when it is not there. */
const char *find(const char *text, size_t length, const char *what);

/* Copies what stands between a beginning and the next quotation mark; false when there is no such thing. */
bool copy_string(const char *text, size_t length, const char *beginning, char *to, size_t most);

static inline void write_number(char *at, uint64_t number) {
    for (int i = DIGITS - 1; i >= 0; i--) {
        at[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* 0 where there are no digits. */
static inline uint64_t read_number(const char *at) {
    uint64_t number = 0;
    for (int i = 0; i < DIGITS; i++) {
        if (at[i] < '0' || at[i] > '9') {
            return 0;
        }
        number = number * 10 + (uint64_t)(at[i] - '0');
    }
    return number;
}

#endif
