#define _GNU_SOURCE
#include "relay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients.h"
#include "fail.h"
#include "measure.h"
#include "websocket.h"

/* How long what is still on the way at the end is waited for. */
static const uint64_t LAST_NANOS = 500000000;

/* So many are sent before it is looked at what has come. */
enum { MOST_AT_ONCE = 16 };

struct pair {
    struct prepared message;
    /* When those on the way were sent, or should have been, by their numbers. */
    uint64_t *sent_nanos;
    uint64_t sent, received, taken;
};

struct snapshot {
    uint64_t nanos, received, taken, idle_nanos, server_cpu_nanos;
};

static struct {
    struct payload payload;
    struct pair *pairs;
    int pair_count;
    uint64_t from_nanos, to_nanos;
    uint64_t sent, received, taken, bad, idle_nanos;
    uint64_t measured_sent, measured_received;
    struct histogram times;
    char first_bad[200];
} state;

struct payload payload_of(int bytes) {
    return bytes == 0 ? (struct payload){candidate_payload(), CANDIDATE_MARK}
                      : (struct payload){description_payload((size_t)bytes), DESCRIPTION_MARK};
}

struct prepared prepare_message(int caller, const struct payload *payload) {
    static char text[MAX_TEXT];
    size_t length = clients.protocol->message(caller, payload->text, text, sizeof text);
    if (length >= sizeof text) {
        fail("a message of %zu bytes is too long", length);
    }
    struct prepared message = {.frame = malloc(length + MAX_FRAME_HEADER)};
    message.length = write_frame(message.frame, text, length);
    message.header = message.length - length;
    const char *mark = find(text, length, payload->mark);
    if (mark == NULL) {
        fail("a message has no number");
    }
    message.number_at = (size_t)(mark - text) + strlen(payload->mark);
    if (clients.protocol->next_request != NULL) {
        message.request_at = (size_t)(find(text, length, "\"id\":") - text) + strlen("\"id\":");
    }
    return message;
}

static void write_masked(struct prepared *message, size_t at, uint64_t number) {
    char digits[DIGITS];
    write_number(digits, number);
    for (size_t i = 0; i < DIGITS; i++) {
        message->frame[message->header + at + i] = (uint8_t)digits[i] ^ MASK[(at + i) % MASK_BYTES];
    }
}

void send_message(int caller, struct prepared *message, uint64_t number) {
    write_masked(message, message->number_at, number);
    if (message->request_at > 0) {
        write_masked(message, message->request_at, clients.protocol->next_request(caller));
    }
    send_frame(caller, message->frame, message->length);
}

uint64_t number_of(const struct payload *payload, const char *text, size_t length) {
    const char *mark = find(text, length, payload->mark);
    if (mark == NULL) {
        return 0;
    }
    const char *number = mark + strlen(payload->mark);
    const char *sent = strstr(payload->text, payload->mark) + strlen(payload->mark);
    size_t rest = strlen(sent);
    bool is_whole = (size_t)(text + length - number) >= rest;
    return is_whole && memcmp(number + DIGITS, sent + DIGITS, rest - DIGITS) == 0 ? read_number(number) : 0;
}

static void send_of(int index, uint64_t when) {
    struct pair *pair = &state.pairs[index];
    pair->sent_nanos[pair->sent % MOST_ON_THE_WAY] = when;
    send_message(2 * index, &pair->message, FIRST_NUMBER + pair->sent);
    pair->sent++;
    state.sent++;
    state.measured_sent += when >= state.from_nanos && when < state.to_nanos;
}

static void on_message(int index, const char *text, size_t length) {
    struct pair *pair = &state.pairs[index / 2];
    uint64_t number = number_of(&state.payload, text, length);
    if (is_caller(index) || pair->received == pair->sent || number != FIRST_NUMBER + pair->received) {
        if (state.bad++ == 0) {
            snprintf(state.first_bad, sizeof state.first_bad, "client %d got number %llu after %llu, of %zu bytes", index,
                     (unsigned long long)number, (unsigned long long)(FIRST_NUMBER + pair->received), length);
        }
        return;
    }
    uint64_t when = pair->sent_nanos[pair->received % MOST_ON_THE_WAY];
    pair->received++;
    state.received++;
    if (when >= state.from_nanos && when < state.to_nanos) {
        state.measured_received++;
        record(&state.times, now_nanos() - when);
    }
}

static void on_taken(int index) {
    /* Acknowledgements of events are answered too. */
    state.taken += (uint64_t)is_caller(index);
}

static void prepare_pairs(const struct load *load) {
    state.payload = payload_of(load->bytes);
    state.pair_count = clients.count / 2;
    state.pairs = calloc((size_t)state.pair_count, sizeof *state.pairs);
    clients.on_message = on_message;
    clients.on_taken = on_taken;
    for (int i = 0; i < state.pair_count; i++) {
        state.pairs[i].message = prepare_message(2 * i, &state.payload);
        state.pairs[i].sent_nanos = calloc(MOST_ON_THE_WAY, sizeof(uint64_t));
    }
}

/* Sends what its pairs may have on the way; returns how many that were. */
static int send_window(const struct load *load, uint64_t now) {
    static int next;
    int sent = 0;
    for (int looked = 0; looked < state.pair_count && sent < MOST_AT_ONCE; looked++) {
        struct pair *pair = &state.pairs[next];
        if (pair->sent - pair->received < (uint64_t)load->window) {
            send_of(next, now);
            sent++;
        } else {
            next = (next + 1) % state.pair_count;
        }
    }
    return sent;
}

/* Sends what is due; each has the time when it should have been sent, however late that is. */
static int send_due(const struct load *load, uint64_t began, uint64_t now) {
    static int next;
    uint64_t due = (uint64_t)((double)(now - began) / 1e9 * load->rate);
    int sent = 0;
    while (state.sent < due && sent < MOST_AT_ONCE) {
        struct pair *pair = &state.pairs[next];
        if (pair->sent - pair->received >= MOST_ON_THE_WAY) {
            fail("the server is too slow for this rate: %d messages of pair %d are on the way", MOST_ON_THE_WAY, next);
        }
        send_of(next, began + (uint64_t)((double)state.sent / load->rate * 1e9));
        next = (next + 1) % state.pair_count;
        sent++;
    }
    return sent;
}

static struct snapshot snapshot(const struct load *load, uint64_t now) {
    return (struct snapshot){now, state.received, state.taken, state.idle_nanos, cpu_nanos(load->server_pid)};
}

static void run(const struct load *load, struct snapshot *begin, struct snapshot *end) {
    uint64_t began = now_nanos();
    uint64_t now = began;
    state.from_nanos = began + (uint64_t)(load->warm_up_seconds * 1e9);
    state.to_nanos = state.from_nanos + (uint64_t)(load->seconds * 1e9);
    while (now < state.to_nanos + LAST_NANOS) {
        if (begin->nanos == 0 && now >= state.from_nanos) {
            *begin = snapshot(load, now);
        }
        if (end->nanos == 0 && now >= state.to_nanos) {
            *end = snapshot(load, now);
        }
        bool sends = now < state.to_nanos;
        int sent = !sends ? 0 : load->rate > 0 ? send_due(load, began, now) : send_window(load, now);
        /* It never sleeps: what comes is to be seen at once. */
        int ready = handle_clients(0);
        uint64_t then = now;
        now = now_nanos();
        state.idle_nanos += sent == 0 && ready == 0 ? now - then : 0;
    }
}

static void print_result(const struct load *load, const struct snapshot *begin, const struct snapshot *end) {
    double received = (double)(end->received - begin->received);
    if (received == 0) {
        fail("nothing was relayed while it was measured; %s", clients.trouble);
    }
    double seconds = (double)(end->nanos - begin->nanos) / 1e9;
    double server_micros = (double)(end->server_cpu_nanos - begin->server_cpu_nanos) / 1e3;
    double idle_seconds = (double)(end->idle_nanos - begin->idle_nanos) / 1e9;
    uint64_t missing = state.measured_sent - state.measured_received;
    printf("{\"connections\":%d,\"messageBytes\":%zu,\"seconds\":%.3f,\"sent\":%llu,\"received\":%llu,\"missing\":%llu,",
           clients.count, state.pairs[0].message.length - state.pairs[0].message.header, seconds,
           (unsigned long long)state.measured_sent, (unsigned long long)state.measured_received,
           (unsigned long long)missing);
    printf("\"bad\":%llu,\"firstBad\":\"%s\",\"refused\":%llu,\"lost\":%llu,\"trouble\":\"%s\",",
           (unsigned long long)state.bad, state.first_bad, (unsigned long long)clients.refused,
           (unsigned long long)clients.lost, clients.trouble);
    printf("\"answers\":%.3f,", (double)(end->taken - begin->taken) / received);
    printf("\"perSecond\":%.0f,\"serverMicrosPerMessage\":%.4f,\"serverShare\":%.3f,\"generatorShare\":%.3f,",
           received / seconds, server_micros / received, server_micros / 1e6 / seconds, 1 - idle_seconds / seconds);
    printf("\"p50Micros\":%.1f,\"p90Micros\":%.1f,\"p99Micros\":%.1f,\"serverResidentKib\":%ld}\n",
           percentile(&state.times, 0.5), percentile(&state.times, 0.9), percentile(&state.times, 0.99),
           resident_kib(load->server_pid));
}

void relay(const struct load *load) {
    prepare_pairs(load);
    struct snapshot begin = {0}, end = {0};
    run(load, &begin, &end);
    print_result(load, &begin, &end);
}
