/*
 * A load generator for TURN servers: many allocations with long-term credentials over UDP, each with one channel to
 * one of a few peers that it plays itself, all on loopback. It never sleeps while it measures, so that no server has to
 * wake it up, and prints one line of JSON. `generator --help` lists the options.
 *
 * Each packet carries its allocation, its number and its time. What arrives anywhere else, or changed, is counted as
 * bad.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <getopt.h>
#include <linux/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "allocations.h"
#include "measure.h"

enum { BATCH = 64, MAX_PEERS = 64, MAX_BURST = 64, MAX_PACKET = 2048, EVENTS = 128, MIN_BYTES = 32, MAX_BYTES = 1400 };

enum mode { ECHO, UP, RELAY_TO_RELAY, ALLOCATE_ONLY };

static const char *const MODES[] = {"echo", "up", "relay-to-relay", "allocate"};

static const char USAGE[] =
    "usage: generator --server-port PORT [options]\n"
    "  --mode MODE           echo (peers send everything back), up (they do not), relay-to-relay (allocations in\n"
    "                        pairs, each the other's peer), allocate (no data: allocate, hold, give back)\n"
    "  --allocations N       1\n"
    "  --peers N             8\n"
    "  --bytes N             of data in a packet, 32 to 1400; 170\n"
    "  --burst N             packets of one allocation sent at once, 1 to 64; 1\n"
    "  --segmented           send a burst as one datagram that the kernel segments (UDP_SEGMENT)\n"
    "  --window N            packets on the way at once, as fast as possible; 128\n"
    "  --rate N              packets sent a second, instead of a window\n"
    "  --warm-up SECONDS     before it is measured; 1\n"
    "  --seconds SECONDS     measured; or held, in mode allocate; 1.5\n"
    "  --parallel N          requests in flight while allocating; 64\n"
    "  --server-pid PID      whose processor time and memory are measured\n"
    "  --user NAME           test\n"
    "  --password WORD       test\n";

static struct {
    enum mode mode;
    int allocations, peers, bytes, burst, window, parallel;
    bool segmented;
    double rate, warm_up_seconds, seconds;
    pid_t server_pid;
    struct server server;
} options = {
    .allocations = 1, .peers = 8, .bytes = 170, .burst = 1, .window = 128, .parallel = 64,
    .warm_up_seconds = 1, .seconds = 1.5, .server = {.user = "test", .password = "test"},
};

/* The beginning of a packet's data; its end repeats the sequence number. */
struct payload {
    uint64_t sent_nanos;
    uint64_t sequence;
    uint32_t allocation;
    uint32_t magic;
};

static const uint32_t PAYLOAD_MAGIC = 0xd1a1703e;

/* Peers are told from allocations in epoll by this bit. */
static const uint32_t IS_PEER = 1u << 31;

static int poller;
static int peer_sockets[MAX_PEERS];
static uint16_t peer_ports[MAX_PEERS];

static struct mmsghdr sending[MAX_BURST];
static struct iovec sending_parts[MAX_BURST];
static uint8_t sending_bytes[MAX_BURST * MAX_PACKET]; /* packets one behind the other, as UDP_SEGMENT wants them */

static struct mmsghdr receiving[BATCH];
static struct iovec receiving_parts[BATCH];
static struct sockaddr_in receiving_from[BATCH];
static uint8_t receiving_bytes[BATCH][MAX_PACKET];

static struct {
    uint64_t from_nanos, to_nanos; /* packets sent in this time are counted */
    uint64_t sent, received;       /* of those */
    uint64_t relayed;              /* packets that the server delivered, to anybody, since the start */
    uint64_t bad, late, send_errors;
    uint64_t repeated_answers; /* to requests that had been sent again; they come when data flows already */
    char first_bad[96];        /* where the first bad packet came, and how it begins */
    uint64_t in_flight, total_sent;
    uint64_t idle_nanos; /* time of rounds in which there was nothing to do, since the start */
    struct histogram times;
} load;

/* Where the counters stood when measuring began or ended. */
struct snapshot {
    uint64_t nanos, relayed, idle_nanos, server_cpu_nanos;
};

static void open_peers(void) {
    for (int i = 0; i < options.peers; i++) {
        peer_sockets[i] = open_udp(INADDR_LOOPBACK, 4 << 20);
        struct sockaddr_in address;
        socklen_t length = sizeof address;
        getsockname(peer_sockets[i], (struct sockaddr *)&address, &length);
        peer_ports[i] = ntohs(address.sin_port);
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = IS_PEER | (uint32_t)i};
        epoll_ctl(poller, EPOLL_CTL_ADD, peer_sockets[i], &event);
    }
}

static void choose_peers(void) {
    for (int i = 0; i < allocation_count; i++) {
        bool paired = options.mode == RELAY_TO_RELAY;
        allocations[i].peer_port = paired ? allocations[i ^ 1].relay_port : peer_ports[i % options.peers];
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
        epoll_ctl(poller, EPOLL_CTL_ADD, allocations[i].socket, &event);
    }
}

/* ---- sending ---- */

static void prepare_sending(void) {
    size_t length = CHANNEL_HEADER_BYTES + padded((size_t)options.bytes);
    for (int i = 0; i < options.burst; i++) {
        sending_parts[i] = (struct iovec){sending_bytes + (size_t)i * length, length};
        sending[i].msg_hdr = (struct msghdr){.msg_iov = &sending_parts[i], .msg_iovlen = 1};
    }
}

static void write_packet(uint8_t *at, struct allocation *allocation, uint64_t now) {
    put16(at, allocation->channel);
    put16(at + 2, (uint16_t)options.bytes);
    struct payload payload = {
        .sent_nanos = now,
        .sequence = allocation->next_sequence++,
        .allocation = (uint32_t)(allocation - allocations),
        .magic = PAYLOAD_MAGIC,
    };
    uint8_t *data = at + CHANNEL_HEADER_BYTES;
    memcpy(data, &payload, sizeof payload);
    memcpy(data + options.bytes - sizeof payload.sequence, &payload.sequence, sizeof payload.sequence);
}

static void send_segmented(const struct allocation *allocation) {
    union {
        struct cmsghdr header;
        uint8_t bytes[CMSG_SPACE(sizeof(uint16_t))];
    } control = {.header = {.cmsg_level = IPPROTO_UDP, .cmsg_type = UDP_SEGMENT}};
    control.header.cmsg_len = CMSG_LEN(sizeof(uint16_t));
    uint16_t segment = (uint16_t)sending_parts[0].iov_len;
    memcpy(CMSG_DATA(&control.header), &segment, sizeof segment);
    struct iovec all = {sending_bytes, segment * (size_t)options.burst};
    struct msghdr message = {.msg_iov = &all, .msg_iovlen = 1, .msg_control = &control};
    message.msg_controllen = sizeof control;
    load.send_errors += sendmsg(allocation->socket, &message, 0) < 0;
}

static void send_burst(struct allocation *allocation, uint64_t now) {
    for (int i = 0; i < options.burst; i++) {
        write_packet(sending_parts[i].iov_base, allocation, now);
    }
    if (options.segmented) {
        send_segmented(allocation);
    } else if (options.burst == 1) {
        load.send_errors += send(allocation->socket, sending_bytes, sending_parts[0].iov_len, 0) < 0;
    } else {
        load.send_errors += sendmmsg(allocation->socket, sending, (unsigned)options.burst, 0) < options.burst;
    }
    load.total_sent += (uint64_t)options.burst;
    load.in_flight += (uint64_t)options.burst;
    load.sent += now >= load.from_nanos && now < load.to_nanos ? (uint64_t)options.burst : 0;
}

/* ---- receiving ---- */

/* Whether data is as it was sent; its head is copied out. */
static bool read_payload(const uint8_t *data, size_t length, struct payload *payload) {
    if (length != (size_t)options.bytes) {
        return false;
    }
    uint64_t end;
    memcpy(payload, data, sizeof *payload);
    memcpy(&end, data + length - sizeof end, sizeof end);
    return payload->magic == PAYLOAD_MAGIC && end == payload->sequence &&
           payload->allocation < (uint32_t)allocation_count &&
           payload->sequence < allocations[payload->allocation].next_sequence;
}

/* A packet has come to the end of its way; what was sent before it and has not come is lost. */
static void settle(const struct payload *payload, uint64_t now) {
    struct allocation *sender = &allocations[payload->allocation];
    if (payload->sequence < sender->settled) {
        load.late++;
    } else {
        load.in_flight -= payload->sequence + 1 - sender->settled;
        sender->settled = payload->sequence + 1;
    }
    if (payload->sent_nanos >= load.from_nanos && payload->sent_nanos < load.to_nanos) {
        load.received++;
        record(&load.times, now - payload->sent_nanos);
    }
}

/* Nothing has come for a while: all that is on the way is lost. */
static void give_up_in_flight(void) {
    for (int i = 0; i < allocation_count; i++) {
        allocations[i].settled = allocations[i].next_sequence;
    }
    load.in_flight = 0;
}

static int receive(int socket, int most) {
    for (int i = 0; i < most; i++) {
        receiving_parts[i] = (struct iovec){receiving_bytes[i], MAX_PACKET};
        receiving[i].msg_hdr = (struct msghdr){.msg_iov = &receiving_parts[i], .msg_iovlen = 1};
        receiving[i].msg_hdr.msg_name = &receiving_from[i];
        receiving[i].msg_hdr.msg_namelen = sizeof receiving_from[i];
    }
    int count = recvmmsg(socket, receiving, (unsigned)most, MSG_DONTWAIT, NULL);
    return count < 0 ? 0 : count;
}

static void count_bad(const char *where, int index, const uint8_t *bytes, size_t length) {
    if (load.bad++ == 0) {
        snprintf(load.first_bad, sizeof load.first_bad, "%s %d, %zu bytes, begins %08x %08x", where, index, length,
                 get32(bytes), get32(bytes + 4));
    }
}

static void receive_at_client(int index) {
    struct allocation *allocation = &allocations[index];
    int from = options.mode == RELAY_TO_RELAY ? index ^ 1 : index;
    int count = receive(allocation->socket, 16);
    uint64_t now = now_nanos();
    for (int i = 0; i < count; i++) {
        const uint8_t *bytes = receiving_bytes[i];
        size_t length = receiving[i].msg_len;
        if (length > 0 && !is_channel_data(bytes)) {
            load.repeated_answers++;
            continue;
        }
        struct payload payload;
        bool good = length >= CHANNEL_HEADER_BYTES && get16(bytes) == allocation->channel &&
                    get16(bytes + 2) + (size_t)CHANNEL_HEADER_BYTES <= length &&
                    read_payload(bytes + CHANNEL_HEADER_BYTES, get16(bytes + 2), &payload) &&
                    payload.allocation == (uint32_t)from;
        load.relayed++;
        if (good) {
            settle(&payload, now);
        } else {
            count_bad("client", index, bytes, length);
        }
    }
}

static void receive_at_peer(int index) {
    int count = receive(peer_sockets[index], BATCH);
    uint64_t now = now_nanos();
    int kept = 0;
    for (int i = 0; i < count; i++) {
        struct payload payload;
        bool good = read_payload(receiving_bytes[i], receiving[i].msg_len, &payload) &&
                    (int)payload.allocation % options.peers == index &&
                    allocations[payload.allocation].relay_port == ntohs(receiving_from[i].sin_port);
        load.relayed++;
        if (!good) {
            count_bad("peer", index, receiving_bytes[i], receiving[i].msg_len);
        } else if (options.mode == UP) {
            settle(&payload, now);
        } else {
            receiving_parts[i].iov_len = receiving[i].msg_len;
            receiving[kept++].msg_hdr = receiving[i].msg_hdr;
        }
    }
    for (int sent = 0; sent < kept;) {
        int more = sendmmsg(peer_sockets[index], receiving + sent, (unsigned)(kept - sent), 0);
        load.send_errors += more <= 0;
        sent += more > 0 ? more : 1;
    }
}

static int receive_ready(void) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(poller, events, EVENTS, 0);
    for (int i = 0; i < ready; i++) {
        uint32_t id = events[i].data.u32;
        if (id & IS_PEER) {
            receive_at_peer((int)(id & ~IS_PEER));
        } else {
            receive_at_client((int)id);
        }
    }
    return ready;
}

/* ---- load ---- */

/* How many bursts may be sent now, at most 8 so that receiving does not wait. */
static int bursts_due(uint64_t now) {
    static const uint64_t STALL_NANOS = 100000000;
    static const double MAX_LAG_SECONDS = 0.01;
    static uint64_t started;
    static uint64_t progressed;
    static uint64_t relayed_then;
    double due;
    if (options.rate > 0) {
        started = started == 0 ? now : started;
        double behind = (double)(now - started) / 1e9 * options.rate - (double)load.total_sent;
        if (behind > options.rate * MAX_LAG_SECONDS + options.burst) {
            /* Not caught up: that would be a burst that nobody asked for. */
            started = now - (uint64_t)((double)load.total_sent / options.rate * 1e9);
            behind = 0;
        }
        due = behind;
    } else {
        if (load.relayed != relayed_then) {
            relayed_then = load.relayed;
            progressed = now;
        } else if (now - progressed > STALL_NANOS) {
            progressed = now;
            give_up_in_flight();
        }
        due = (double)options.window - (double)load.in_flight;
    }
    int bursts = (int)(due / options.burst);
    return bursts < 0 ? 0 : bursts > 8 ? 8 : bursts;
}

static struct snapshot snapshot(uint64_t now) {
    return (struct snapshot){now, load.relayed, load.idle_nanos, cpu_nanos(options.server_pid)};
}

/* Sends and receives for warm-up and measurement, then receives what is still on the way. */
static void run_load(struct snapshot *begin, struct snapshot *end) {
    static const uint64_t DRAIN_NANOS = 200000000;
    uint64_t now = now_nanos();
    load.from_nanos = now + (uint64_t)(options.warm_up_seconds * 1e9);
    load.to_nanos = load.from_nanos + (uint64_t)(options.seconds * 1e9);
    int next = 0;
    while (end->nanos == 0 || now < load.to_nanos + DRAIN_NANOS) {
        if (begin->nanos == 0 && now >= load.from_nanos) {
            *begin = snapshot(now);
        }
        if (end->nanos == 0 && now >= load.to_nanos) {
            *end = snapshot(now);
        }
        int bursts = now < load.to_nanos ? bursts_due(now) : 0;
        for (int i = 0; i < bursts; i++) {
            send_burst(&allocations[next], now);
            next = (next + 1) % allocation_count;
        }
        int ready = receive_ready();
        uint64_t then = now;
        now = now_nanos();
        load.idle_nanos += bursts == 0 && ready == 0 ? now - then : 0;
    }
}

static void print_load(const struct snapshot *begin, const struct snapshot *end) {
    if (end->relayed == begin->relayed) {
        fail("nothing was relayed while it was measured: the server does not relay, or the machine is too busy");
    }
    double seconds = (double)(end->nanos - begin->nanos) / 1e9;
    double relayed = (double)(end->relayed - begin->relayed);
    double server_micros = (double)(end->server_cpu_nanos - begin->server_cpu_nanos) / 1e3;
    double idle_seconds = (double)(end->idle_nanos - begin->idle_nanos) / 1e9;
    double lost = load.sent == 0 ? 0 : 1 - (double)load.received / (double)load.sent;
    printf("\"bytes\":%d,\"burst\":%d,\"segmented\":%s,\"seconds\":%.3f,", options.bytes, options.burst,
           options.segmented ? "true" : "false", seconds);
    printf("\"sent\":%llu,\"received\":%llu,\"loss\":%.6f,\"bad\":%llu,\"late\":%llu,\"sendErrors\":%llu,",
           (unsigned long long)load.sent, (unsigned long long)load.received, lost, (unsigned long long)load.bad,
           (unsigned long long)load.late, (unsigned long long)load.send_errors);
    printf("\"repeatedAnswers\":%llu,\"firstBad\":\"%s\",", (unsigned long long)load.repeated_answers, load.first_bad);
    printf("\"relayedPerSecond\":%.0f,\"serverMicrosPerPacket\":%.4f,\"serverShare\":%.3f,\"generatorShare\":%.3f,",
           relayed / seconds, server_micros / relayed, server_micros / 1e6 / seconds,
           1 - idle_seconds / seconds);
    printf("\"p50Micros\":%.1f,\"p90Micros\":%.1f,\"p99Micros\":%.1f,", percentile(&load.times, 0.5),
           percentile(&load.times, 0.9), percentile(&load.times, 0.99));
}

/* ---- options ---- */

static enum mode mode_of(const char *name) {
    for (int mode = ECHO; mode <= ALLOCATE_ONLY; mode++) {
        if (strcmp(name, MODES[mode]) == 0) {
            return (enum mode)mode;
        }
    }
    fail("%s is no mode (expected: echo, up, relay-to-relay or allocate)", name);
}

static void read_options(int argc, char **argv) {
    enum { PORT = 1, MODE, ALLOCATIONS, PEERS, BYTES, BURST, SEGMENTED, WINDOW, RATE, WARM_UP, SECONDS, PARALLEL, PID,
           USER, PASSWORD, HELP };
    static const struct option known[] = {
        {"server-port", 1, 0, PORT}, {"mode", 1, 0, MODE}, {"allocations", 1, 0, ALLOCATIONS}, {"peers", 1, 0, PEERS},
        {"bytes", 1, 0, BYTES}, {"burst", 1, 0, BURST}, {"segmented", 0, 0, SEGMENTED}, {"window", 1, 0, WINDOW},
        {"rate", 1, 0, RATE}, {"warm-up", 1, 0, WARM_UP}, {"seconds", 1, 0, SECONDS}, {"parallel", 1, 0, PARALLEL},
        {"server-pid", 1, 0, PID}, {"user", 1, 0, USER}, {"password", 1, 0, PASSWORD}, {"help", 0, 0, HELP},
        {0, 0, 0, 0},
    };
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case PORT: options.server.port = (uint16_t)atoi(optarg); break;
        case MODE: options.mode = mode_of(optarg); break;
        case ALLOCATIONS: options.allocations = atoi(optarg); break;
        case PEERS: options.peers = atoi(optarg); break;
        case BYTES: options.bytes = atoi(optarg); break;
        case BURST: options.burst = atoi(optarg); break;
        case SEGMENTED: options.segmented = true; break;
        case WINDOW: options.window = atoi(optarg); break;
        case RATE: options.rate = atof(optarg); break;
        case WARM_UP: options.warm_up_seconds = atof(optarg); break;
        case SECONDS: options.seconds = atof(optarg); break;
        case PARALLEL: options.parallel = atoi(optarg); break;
        case PID: options.server_pid = atoi(optarg); break;
        case USER: options.server.user = optarg; break;
        case PASSWORD: options.server.password = optarg; break;
        case HELP: fputs(USAGE, stdout); exit(0);
        default: fputs(USAGE, stderr); exit(64);
        }
    }
}

static void check_options(void) {
    if (options.server.port == 0) {
        fail("--server-port is missing (--help lists the options)");
    }
    if (options.allocations < 1 || options.parallel < 1 || options.peers < 1 || options.peers > MAX_PEERS) {
        fail("--allocations and --parallel are 1 or more, --peers 1 to %d", MAX_PEERS);
    }
    if (options.bytes < MIN_BYTES || options.bytes > MAX_BYTES || options.burst < 1 || options.burst > MAX_BURST) {
        fail("--bytes is %d to %d, --burst 1 to %d", MIN_BYTES, MAX_BYTES, MAX_BURST);
    }
    if (options.segmented && options.burst * (options.bytes + 8) > 65000) {
        fail("a segmented burst is at most 65000 bytes");
    }
    if (options.rate <= 0 && options.window < options.burst) {
        fail("--window is at least --burst");
    }
    if (options.mode == RELAY_TO_RELAY && options.allocations % 2 != 0) {
        fail("relay-to-relay takes an even number of allocations");
    }
}

static void allow_many_sockets(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

int main(int argc, char **argv) {
    read_options(argc, argv);
    check_options();
    allow_many_sockets();
    open_clients(options.server, options.allocations);

    uint64_t began = now_nanos();
    uint64_t cpu_before = cpu_nanos(options.server_pid);
    perform(CHALLENGED, ALLOCATED, options.parallel);
    double allocating_seconds = (double)(now_nanos() - began) / 1e9;
    double allocating_micros = (double)(cpu_nanos(options.server_pid) - cpu_before) / 1e3;
    printf("{\"mode\":\"%s\",\"allocations\":%d,\"allocationsPerSecond\":%.0f,\"serverMicrosPerAllocation\":%.2f,",
           MODES[options.mode], options.allocations, options.allocations / allocating_seconds,
           allocating_micros / options.allocations);

    if (options.mode == ALLOCATE_ONLY) {
        usleep((useconds_t)(options.seconds * 1e6));
    } else {
        poller = epoll_create1(EPOLL_CLOEXEC);
        open_peers();
        choose_peers();
        perform(PERMITTED, BOUND, options.parallel);
        prepare_sending();
        struct snapshot begin = {0}, end = {0};
        run_load(&begin, &end);
        print_load(&begin, &end);
    }
    printf("\"serverResidentKib\":%ld}\n", resident_kib(options.server_pid));
    fflush(stdout);
    perform(RELEASED, RELEASED, options.parallel);
    return 0;
}
