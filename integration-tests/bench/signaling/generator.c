/* Plays many clients of a signaling server: they do nothing, send messages to each other, or come all at once. */
#define _GNU_SOURCE
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clients.h"
#include "fail.h"
#include "measure.h"
#include "relay.h"
#include "storm.h"
#include "websocket.h"

static const char USAGE[] =
    "Plays clients of a signaling server on 127.0.0.1 and prints what it measured as JSON.\n"
    "\n"
    "  --mode MODE         idle: they connect, and stay until the program is ended;\n"
    "                      relay: every second one sends to the next;\n"
    "                      storm: they connect, are cut off all at once, and come back\n"
    "  --protocol NAME     dialtone, ws, socket.io or peerjs\n"
    "  --port PORT         of the server\n"
    "  --tls               over TLS 1.3\n"
    "  --tickets FILE      with one for each client, for dialtone\n"
    "  --connections N     an even number; 200\n"
    "  --parallel N        that are opened at once; 200\n"
    "  --patience N        seconds until all have to be open; 120\n"
    "  --bytes N           of a session description in each message; without it, it is an ICE candidate\n"
    "  --window N          messages of each pair on the way at once; 4\n"
    "  --rate N            messages a second, instead\n"
    "  --warm-up N         seconds before the measurement; 2\n"
    "  --seconds N         that are measured; 5\n"
    "  --server-pid PID    whose processor time is measured\n"
    "  --help\n";

static struct {
    const char *mode;
    const struct protocol *protocol;
    uint16_t port;
    bool tls;
    const char *tickets;
    int connections, parallel;
    double patience;
    struct load load;
} options = {
    .connections = 200,
    .parallel = 200,
    .patience = 120,
    .load = {.window = 4, .warm_up_seconds = 2, .seconds = 5},
};

static volatile sig_atomic_t ended;

static void end(int signal) {
    (void)signal;
    ended = 1;
}

static const struct protocol *protocol_of(const char *name) {
    const struct protocol *known[] = {&DIALTONE, &WS, &SOCKET_IO, &PEERJS};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i]->name, name) == 0) {
            return known[i];
        }
    }
    fail("%s is no protocol (expected: dialtone, ws, socket.io or peerjs)", name);
}

static void read_options(int argc, char **argv) {
    enum { MODE = 1, PROTOCOL, PORT, TLS, TICKETS, CONNECTIONS, PARALLEL, PATIENCE, BYTES, WINDOW, RATE, WARM_UP,
           SECONDS, PID, HELP };
    static const struct option known[] = {
        {"mode", 1, 0, MODE}, {"protocol", 1, 0, PROTOCOL}, {"port", 1, 0, PORT}, {"tls", 0, 0, TLS},
        {"tickets", 1, 0, TICKETS}, {"connections", 1, 0, CONNECTIONS}, {"parallel", 1, 0, PARALLEL},
        {"patience", 1, 0, PATIENCE}, {"bytes", 1, 0, BYTES}, {"window", 1, 0, WINDOW}, {"rate", 1, 0, RATE},
        {"warm-up", 1, 0, WARM_UP}, {"seconds", 1, 0, SECONDS}, {"server-pid", 1, 0, PID}, {"help", 0, 0, HELP},
        {0, 0, 0, 0},
    };
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case MODE: options.mode = optarg; break;
        case PROTOCOL: options.protocol = protocol_of(optarg); break;
        case PORT: options.port = (uint16_t)atoi(optarg); break;
        case TLS: options.tls = true; break;
        case TICKETS: options.tickets = optarg; break;
        case CONNECTIONS: options.connections = atoi(optarg); break;
        case PARALLEL: options.parallel = atoi(optarg); break;
        case PATIENCE: options.patience = atof(optarg); break;
        case BYTES: options.load.bytes = atoi(optarg); break;
        case WINDOW: options.load.window = atoi(optarg); break;
        case RATE: options.load.rate = atof(optarg); break;
        case WARM_UP: options.load.warm_up_seconds = atof(optarg); break;
        case SECONDS: options.load.seconds = atof(optarg); break;
        case PID: options.load.server_pid = atoi(optarg); break;
        case HELP: fputs(USAGE, stdout); exit(0);
        default: fputs(USAGE, stderr); exit(64);
        }
    }
}

static void check_options(void) {
    if (options.mode == NULL || options.protocol == NULL || options.port == 0) {
        fail("--mode, --protocol and --port are needed (--help lists the options)");
    }
    if (options.connections < 2 || options.connections % 2 != 0 || options.parallel < 1) {
        fail("--connections is an even number, --parallel 1 or more");
    }
    if (options.load.bytes != 0 && (options.load.bytes < 300 || options.load.bytes > 16000)) {
        fail("--bytes is 300 to 16000");
    }
    if (options.load.window < 1 || options.load.window > MOST_ON_THE_WAY) {
        fail("--window is 1 to %d", MOST_ON_THE_WAY);
    }
}

static void allow_many_sockets(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

/* They answer pings and heartbeats until somebody ends the program, and tell how many are left. */
static void stay(void) {
    signal(SIGTERM, end);
    uint64_t began = now_nanos();
    open_all(options.parallel, options.patience);
    printf("{\"open\":%d,\"seconds\":%.3f,\"failed\":%llu}\n", clients.open, (double)(now_nanos() - began) / 1e9,
           (unsigned long long)clients.failed);
    fflush(stdout);
    while (!ended) {
        handle_clients(100);
    }
    printf("{\"left\":%d,\"trouble\":\"%s\"}\n", clients.open, clients.lost > 0 ? clients.trouble : "");
}

int main(int argc, char **argv) {
    read_options(argc, argv);
    check_options();
    allow_many_sockets();
    /* OpenSSL writes into connections that are ended already. */
    signal(SIGPIPE, SIG_IGN);
    prepare_clients(options.protocol, options.connections, options.port, options.tls, options.tickets);
    if (strcmp(options.mode, "idle") == 0) {
        stay();
    } else if (strcmp(options.mode, "relay") == 0) {
        open_all(options.parallel, options.patience);
        pair_all(options.parallel, options.patience);
        relay(&options.load);
    } else if (strcmp(options.mode, "storm") == 0) {
        storm(options.parallel, options.patience, options.load.server_pid);
    } else {
        fail("%s is no mode (expected: idle, relay or storm)", options.mode);
    }
    return 0;
}
