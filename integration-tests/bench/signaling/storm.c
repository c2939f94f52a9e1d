#include "storm.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clients.h"
#include "fail.h"
#include "measure.h"
#include "relay.h"
#include "websocket.h"

/* For the server to find out that everybody is gone, as it would while they look for another network. */
static const useconds_t GONE_MICROS = 500000;

/* How long after the last one has come back its messages may take. */
static const uint64_t LAST_NANOS = 2000000000;

struct pair {
    struct prepared message;
    int taken, received;
};

static struct payload payload;
static struct pair *pairs;
static int pair_count;
static uint64_t bad;

static void on_message(int index, const char *text, size_t length) {
    bool is_it = !is_caller(index) && number_of(&payload, text, length) == FIRST_NUMBER;
    if (is_it) {
        pairs[index / 2].received++;
    } else {
        bad++;
    }
}

static void on_taken(int index) {
    if (is_caller(index)) {
        pairs[index / 2].taken++;
    }
}

struct coming {
    double seconds, cpu_millis, resumed_handshakes;
    int recovered;
    unsigned long long failed;
};

static struct coming come(int parallel, double patience, pid_t server_pid) {
    uint64_t began = now_nanos();
    uint64_t cpu = cpu_nanos(server_pid);
    uint64_t resumed = resumed_handshakes;
    uint64_t failed = clients.failed;
    open_all(parallel, patience);
    return (struct coming){
        .seconds = (double)(now_nanos() - began) / 1e9,
        .cpu_millis = (double)(cpu_nanos(server_pid) - cpu) / 1e6 / clients.count,
        .resumed_handshakes = (double)(resumed_handshakes - resumed) / clients.count,
        .recovered = clients.recovered,
        .failed = clients.failed - failed,
    };
}

static void print_coming(const char *name, const struct coming *coming) {
    printf("\"%s\":{\"seconds\":%.3f,\"serverMillisPerConnection\":%.4f,\"resumedHandshakes\":%.3f,\"recovered\":%d,"
           "\"failedAttempts\":%llu},",
           name, coming->seconds, coming->cpu_millis, coming->resumed_handshakes, coming->recovered, coming->failed);
}

/* One message of each pair is on its way when everybody is cut off. */
static void send_messages(void) {
    payload = payload_of(0);
    pair_count = clients.count / 2;
    pairs = calloc((size_t)pair_count, sizeof *pairs);
    for (int i = 0; i < pair_count; i++) {
        pairs[i].message = prepare_message(2 * i, &payload);
        send_message(2 * i, &pairs[i].message, FIRST_NUMBER);
    }
}

/* Says again, exactly as before, what was not answered: the other side must get it once all the same. */
static void repeat_messages(void) {
    for (int i = 0; i < pair_count; i++) {
        if (clients.protocol->repeats && clients.protocol->is_recovered(2 * i)) {
            send_frame(2 * i, pairs[i].message.frame, pairs[i].message.length);
        }
    }
}

static bool is_complete(void) {
    for (int i = 0; i < pair_count; i++) {
        if (pairs[i].received == 0 || (clients.protocol->repeats && pairs[i].taken == 0)) {
            return false;
        }
    }
    return true;
}

void storm(int parallel, double patience, pid_t server_pid) {
    struct coming first = come(parallel, patience, server_pid);
    pair_all(parallel, patience);

    clients.on_message = on_message;
    clients.on_taken = on_taken;
    send_messages();
    uint64_t began = now_nanos();
    cut_all();
    double cutting = (double)(now_nanos() - began) / 1e9;
    usleep(GONE_MICROS);
    struct coming again = come(parallel, patience, server_pid);
    repeat_messages();
    uint64_t deadline = now_nanos() + LAST_NANOS;
    while (!is_complete() && now_nanos() < deadline) {
        handle_clients(10);
    }
    int lost = 0, twice = 0, unanswered = 0;
    for (int i = 0; i < pair_count; i++) {
        lost += pairs[i].received == 0;
        twice += pairs[i].received > 1;
        unanswered += clients.protocol->repeats && pairs[i].taken == 0;
    }
    printf("{\"connections\":%d,\"messages\":%d,\"cuttingSeconds\":%.3f,", clients.count, pair_count, cutting);
    print_coming("first", &first);
    print_coming("again", &again);
    printf("\"lostMessages\":%d,\"twice\":%d,\"unanswered\":%d,\"bad\":%llu,\"refused\":%llu,\"serverResidentKib\":%ld}\n",
           lost, twice, unanswered, (unsigned long long)bad, (unsigned long long)clients.refused,
           resident_kib(server_pid));
}
