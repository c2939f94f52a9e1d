#define _GNU_SOURCE
#include "clients.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "measure.h"
#include "websocket.h"

enum phase { ABSENT, OPENING, OPEN };

/* How long a client that could not connect waits before it tries again; it doubles, up to 32 times that. */
static const uint64_t PAUSE_NANOS = 100000000;
static const int MOST_DOUBLINGS = 5;

/* How often a client says that it lives, where that is its part. */
static const uint64_t BEAT_NANOS = 5000000000;

struct client {
    enum phase phase;
    int attempts;
    uint64_t not_before_nanos;
};

struct clients clients;

static struct client *all;
static int pairing;
static int next_beat;
static uint64_t beats_since;

static void note_trouble(int index, const char *what, const char *more, size_t length) {
    if (clients.trouble[0] == '\0') {
        snprintf(clients.trouble, sizeof clients.trouble, "client %d: %s%.*s", index, what,
                 (int)(length < 200 ? length : 200), more);
        for (char *at = clients.trouble; *at != '\0'; at++) {
            *at = *at < ' ' || *at == '"' || *at == '\\' ? ' ' : *at;
        }
    }
}

static void on_upgraded(int index) { clients.protocol->upgraded(index); }

static void on_lost(int index, const char *why) {
    struct client *client = &all[index];
    note_trouble(index, why, "", 0);
    if (client->phase == OPEN) {
        clients.open--;
        clients.lost++;
    } else if (client->phase == OPENING) {
        clients.opening--;
        clients.failed++;
    }
    client->phase = ABSENT;
    int doublings = client->attempts < MOST_DOUBLINGS ? client->attempts : MOST_DOUBLINGS;
    client->attempts++;
    client->not_before_nanos = now_nanos() + (PAUSE_NANOS << doublings);
}

static void on_opened(int index) {
    struct client *client = &all[index];
    if (client->phase == OPENING) {
        client->phase = OPEN;
        client->attempts = 0;
        clients.opening--;
        clients.open++;
        clients.recovered += clients.protocol->is_recovered != NULL && clients.protocol->is_recovered(index);
    }
}

static void on_text(int index, const char *text, size_t length) {
    switch (clients.protocol->text(index, text, length)) {
    case OPENED:
        on_opened(index);
        break;
    case PAIRED:
        clients.pairs++;
        pairing--;
        break;
    case MESSAGE:
        if (clients.on_message != NULL) {
            clients.on_message(index, text, length);
        }
        break;
    case TAKEN:
        if (clients.on_taken != NULL) {
            clients.on_taken(index);
        }
        break;
    case REFUSED:
        note_trouble(index, "refused: ", text, length);
        clients.refused++;
        break;
    case NOTHING:
        break;
    }
}

void prepare_clients(const struct protocol *protocol, int count, uint16_t port, bool secure, const char *tickets) {
    clients = (struct clients){.protocol = protocol, .count = count};
    all = calloc((size_t)count, sizeof *all);
    prepare_sessions(count, tickets);
    struct callbacks callbacks = {protocol->request, on_upgraded, on_text, on_lost};
    prepare_sockets(count, port, secure, callbacks);
}

static void beat(uint64_t now) {
    if (clients.protocol->beat == NULL) {
        return;
    }
    beats_since = beats_since == 0 ? now : beats_since;
    double due = (double)(now - beats_since) / (double)BEAT_NANOS * clients.count;
    for (int i = 0; i < (int)due; i++) {
        if (all[next_beat].phase == OPEN) {
            clients.protocol->beat(next_beat);
        }
        next_beat = (next_beat + 1) % clients.count;
    }
    if (due >= 1) {
        beats_since = now;
    }
}

int handle_clients(int most_millis) {
    int ready = handle_ready(most_millis);
    beat(now_nanos());
    return ready;
}

static void fail_after(uint64_t deadline, const char *what, int done, int wanted) {
    if (now_nanos() > deadline) {
        fail("%s: %d of %d, %llu attempts failed, %llu connections were lost; %s", what, done, wanted,
             (unsigned long long)clients.failed, (unsigned long long)clients.lost, clients.trouble);
    }
}

void open_all(int parallel, double most_seconds) {
    uint64_t deadline = now_nanos() + (uint64_t)(most_seconds * 1e9);
    int next = 0;
    while (clients.open < clients.count) {
        uint64_t now = now_nanos();
        /* Once round at most: those that pause are passed by. */
        for (int looked = 0; clients.opening < parallel && looked < clients.count; looked++) {
            struct client *client = &all[next];
            if (client->phase == ABSENT && now >= client->not_before_nanos) {
                client->phase = OPENING;
                clients.opening++;
                open_socket(next);
            }
            next = (next + 1) % clients.count;
        }
        handle_clients(clients.opening > 0 ? 100 : 5);
        fail_after(deadline, "opening", clients.open, clients.count);
    }
}

void pair_all(int parallel, double most_seconds) {
    if (clients.protocol->pair == NULL) {
        clients.pairs = clients.count / 2;
        return;
    }
    uint64_t deadline = now_nanos() + (uint64_t)(most_seconds * 1e9);
    int wanted = clients.count / 2;
    for (int next = 0; clients.pairs < wanted;) {
        while (pairing < parallel && next < wanted) {
            clients.protocol->pair(2 * next++);
            pairing++;
        }
        handle_clients(100);
        if (clients.refused > 0 || clients.lost > 0) {
            fail("pairing: %s", clients.trouble);
        }
        fail_after(deadline, "pairing", clients.pairs, wanted);
    }
}

void cut_all(void) {
    for (int i = 0; i < clients.count; i++) {
        cut_socket(i);
        all[i] = (struct client){.phase = ABSENT};
    }
    clients.open = 0;
    clients.opening = 0;
    clients.recovered = 0;
}
