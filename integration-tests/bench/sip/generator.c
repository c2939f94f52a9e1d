/*
 * Plays the browsers and the phones of many calls on loopback: ICE, DTLS and SRTP at one end, plain RTP at the other. A
 * driver sets the calls up and tells of each over standard input; everything is told in lines of JSON on standard output.
 *
 *   -> {"fingerprint":...,"browsers":[{"port":...,"ufrag":...,"password":...}...],"phones":[port...]}
 *   <- call INDEX BROWSER_PORT UFRAG PASSWORD active|passive FINGERPRINT PHONE_PORT      of the server
 *   -> {"connected":INDEX} or {"failed":INDEX,"why":...}
 *   <- go                                                          then it sends and measures, once
 *   -> {"result":{...}}
 *   <- end
 *
 * While it measures it never sleeps, so that no server has to wake it up, and packets leave evenly: each of all calls'
 * packets has its own moment within 20 ms. `generator --help` lists the options.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <getopt.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"
#include "media.h"

enum { EVENTS = 64, MAX_PACKET = 2048, MAX_LINE = 1024, IDLE_MILLIS = 5 };

/* What a socket in epoll is of. */
enum end { BROWSER, PHONE, PHONE_RTCP, INPUT };

static const char USAGE[] =
    "usage: generator [options]\n"
    "  --calls N             1\n"
    "  --transcoded          browsers speak Opus, phones PCMU; without it all speak PCMU\n"
    "  --phone-port PORT     the first port of phones; 32768\n"
    "  --listened N          calls whose sound is decoded, to find when it becomes loud; 40\n"
    "  --warm-up SECONDS     before it is measured; 1\n"
    "  --seconds SECONDS     measured; 5\n"
    "  --server-pid PID      whose processor time and memory are measured\n";

static struct {
    int calls, phone_port, listened;
    bool transcoded;
    double warm_up_seconds, seconds;
    pid_t server_pid;
} options = {.calls = 1, .phone_port = 32768, .listened = 40, .warm_up_seconds = 1, .seconds = 5};

static int poller;
static bool is_over;
static uint64_t idle_nanos;

/* Where the counters stood when measuring began or ended. */
struct snapshot {
    uint64_t nanos, arrived, idle_nanos, server_cpu_nanos;
};

/* ---- sockets ---- */

static void watch(int socket, enum end end, int index) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)end << 32 | (uint32_t)index};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event) != 0) {
        fail("epoll does not take a socket");
    }
}

static void open_poller(void) {
    poller = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < call_count; i++) {
        watch(calls[i].browser, BROWSER, i);
        watch(calls[i].phone, PHONE, i);
        watch(calls[i].phone_rtcp, PHONE_RTCP, i);
    }
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
    watch(STDIN_FILENO, INPUT, 0);
}

/* ---- the driver ---- */

static void greet(void) {
    printf("{\"fingerprint\":\"%s\",\"browsers\":[", own_fingerprint);
    for (int i = 0; i < call_count; i++) {
        const struct call *call = &calls[i];
        printf("%s{\"port\":%d,\"ufrag\":\"%s\",\"password\":\"%s\"}", i == 0 ? "" : ",", call->browser_port,
               call->local.ufrag, call->local.password);
    }
    printf("],\"phones\":[");
    for (int i = 0; i < call_count; i++) {
        printf("%s%d", i == 0 ? "" : ",", calls[i].phone_port);
    }
    printf("]}\n");
    fflush(stdout);
}

static void read_call(const char *line) {
    int index, browser_port, phone_port;
    char role[16];
    struct far_end far_end = {0};
    if (sscanf(line, "call %d %d %63s %127s %15s %127s %d", &index, &browser_port, far_end.ice.ufrag,
               far_end.ice.password, role, far_end.fingerprint, &phone_port) != 7 ||
        index < 0 || index >= call_count || calls[index].step != UNKNOWN) {
        fail("not understood: %s", line);
    }
    far_end.browser_port = (uint16_t)browser_port;
    far_end.phone_port = (uint16_t)phone_port;
    far_end.is_dtls_client = strcmp(role, "active") == 0;
    begin_call(&calls[index], &far_end);
}

static bool has_begun;

static void read_line(const char *line) {
    if (strcmp(line, "go") == 0) {
        has_begun = true;
    } else if (strcmp(line, "end") == 0) {
        is_over = true;
    } else {
        read_call(line);
    }
}

static void read_input(void) {
    static char input[16 * MAX_LINE];
    static size_t filled;
    ssize_t count = read(STDIN_FILENO, input + filled, sizeof input - filled);
    if (count == 0) {
        is_over = true;
    }
    filled += count > 0 ? (size_t)count : 0;
    char *from = input;
    for (char *end; (end = memchr(from, '\n', filled - (size_t)(from - input))) != NULL; from = end + 1) {
        *end = 0;
        read_line(from);
    }
    filled -= (size_t)(from - input);
    memmove(input, from, filled);
}

/* Tells of a call that has come to its goal, or will not. */
static void tell(int index, enum step before) {
    enum step now = calls[index].step;
    if (before != now && now == CONNECTED) {
        printf("{\"connected\":%d}\n", index);
        fflush(stdout);
    } else if (before != now && now == FAILED) {
        printf("{\"failed\":%d,\"why\":\"%s\"}\n", index, calls[index].failure);
        fflush(stdout);
    }
}

/* ---- receiving ---- */

static void receive_from(enum end end, int index) {
    static uint8_t bytes[MAX_PACKET];
    struct call *call = &calls[index];
    int from = end == BROWSER ? call->browser : end == PHONE ? call->phone : call->phone_rtcp;
    ssize_t length = recv(from, bytes, sizeof bytes, 0);
    if (length < 0) {
        return;
    }
    enum step before = call->step;
    if (end == BROWSER) {
        receive_at_browser(call, bytes, (size_t)length, now_nanos());
        tell(index, before);
    } else if (end == PHONE) {
        receive_at_phone(call, bytes, (size_t)length, now_nanos());
    } else {
        traffic.ways[TO_PHONE].control++;
    }
}

static int receive_ready(int wait_millis) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(poller, events, EVENTS, wait_millis);
    for (int i = 0; i < ready; i++) {
        enum end end = (enum end)(events[i].data.u64 >> 32);
        if (end == INPUT) {
            read_input();
        } else {
            receive_from(end, (int)(uint32_t)events[i].data.u64);
        }
    }
    return ready;
}

/* Looks after one call after another, each about ten times a second. */
static void look_after(uint64_t now) {
    static uint64_t due;
    static int next;
    uint64_t step = 100000000 / (uint64_t)call_count;
    due = now - due > 1000000000 ? now : due;
    while (now >= due) {
        enum step before = calls[next].step;
        keep_alive(&calls[next], now);
        tell(next, before);
        next = (next + 1) % call_count;
        due += step;
    }
}

/* ---- load ---- */

static struct snapshot snapshot(uint64_t now) {
    return (struct snapshot){now, traffic.arrived, idle_nanos, cpu_nanos(options.server_pid)};
}

/* Sends what is due, a few packets at most so that receiving does not wait. Returns how many. */
static int send_due(uint64_t began, uint64_t now) {
    enum { MOST = 8 };
    static uint64_t next;
    uint64_t slots = (uint64_t)call_count * WAYS;
    int sent = 0;
    for (; sent < MOST; sent++, next++) {
        uint64_t due = began + next / slots * FRAME_NANOS + next % slots * FRAME_NANOS / slots;
        if (now < due) {
            break;
        }
        struct call *call = &calls[next % slots / WAYS];
        if (call->step == CONNECTED) {
            now = now_nanos();
            send_next(call, (enum way)(next % WAYS), now);
            record(&traffic.lateness, now - due);
        }
    }
    return sent;
}

/* Sends and receives for warm-up and measurement, then receives what is still on the way. */
static void run_load(struct snapshot *begin, struct snapshot *end) {
    static const uint64_t DRAIN_NANOS = 300000000;
    uint64_t now = now_nanos();
    uint64_t began = now;
    traffic.from_nanos = now + (uint64_t)(options.warm_up_seconds * 1e9);
    traffic.to_nanos = traffic.from_nanos + (uint64_t)(options.seconds * 1e9);
    while (now < traffic.to_nanos + DRAIN_NANOS) {
        if (begin->nanos == 0 && now >= traffic.from_nanos) {
            *begin = snapshot(now);
        }
        if (end->nanos == 0 && now >= traffic.to_nanos) {
            *end = snapshot(now);
        }
        look_after(now);
        int sent = now < traffic.to_nanos ? send_due(began, now) : 0;
        int ready = receive_ready(0);
        uint64_t then = now;
        now = now_nanos();
        idle_nanos += sent == 0 && ready == 0 ? now - then : 0;
    }
}

static void print_way(const char *name, enum way which) {
    const struct traffic *way = &traffic.ways[which];
    printf("\"%s\":{\"sent\":%llu,\"received\":%llu,\"loss\":%.6f,\"bad\":%llu,\"firstBad\":\"%s\",\"uneven\":%llu,", name,
           (unsigned long long)way->sent, (unsigned long long)way->received, loss(which), (unsigned long long)way->bad,
           way->first_bad, (unsigned long long)way->uneven);
    printf("\"other\":%llu,\"control\":%llu,\"sendErrors\":%llu,\"delays\":%llu,", (unsigned long long)way->other,
           (unsigned long long)way->control, (unsigned long long)way->send_errors,
           (unsigned long long)way->delays.total);
    printf("\"p50Micros\":%.1f,\"p90Micros\":%.1f,\"p99Micros\":%.1f},", percentile(&way->delays, 0.5),
           percentile(&way->delays, 0.9), percentile(&way->delays, 0.99));
}

static void print_result(const struct snapshot *begin, const struct snapshot *end) {
    double seconds = (double)(end->nanos - begin->nanos) / 1e9;
    double arrived = (double)(end->arrived - begin->arrived);
    double server_micros = (double)(end->server_cpu_nanos - begin->server_cpu_nanos) / 1e3;
    double idle_seconds = (double)(end->idle_nanos - begin->idle_nanos) / 1e9;
    printf("{\"result\":{\"calls\":%d,\"seconds\":%.3f,", call_count, seconds);
    print_way("toPhone", TO_PHONE);
    print_way("toBrowser", TO_BROWSER);
    printf("\"arrived\":%.0f,\"arrivedInAll\":%llu,\"serverMicrosPerPacket\":%.4f,", arrived,
           (unsigned long long)traffic.arrived, arrived == 0 ? 0 : server_micros / arrived);
    printf("\"serverPercentPerCall\":%.5f,\"serverShare\":%.4f,", server_micros / 1e4 / seconds / call_count,
           server_micros / 1e6 / seconds);
    printf("\"generatorShare\":%.3f,\"latenessP99Micros\":%.1f,\"serverResidentKib\":%ld}}\n", 1 - idle_seconds / seconds,
           percentile(&traffic.lateness, 0.99), resident_kib(options.server_pid));
    fflush(stdout);
}

/* ---- options ---- */

static void read_options(int argc, char **argv) {
    enum { CALLS = 1, TRANSCODED, PHONE_PORT, LISTENED, WARM_UP, SECONDS, PID, HELP };
    static const struct option known[] = {
        {"calls", 1, 0, CALLS}, {"transcoded", 0, 0, TRANSCODED}, {"phone-port", 1, 0, PHONE_PORT},
        {"listened", 1, 0, LISTENED}, {"warm-up", 1, 0, WARM_UP}, {"seconds", 1, 0, SECONDS}, {"server-pid", 1, 0, PID},
        {"help", 0, 0, HELP}, {0, 0, 0, 0},
    };
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case CALLS: options.calls = atoi(optarg); break;
        case TRANSCODED: options.transcoded = true; break;
        case PHONE_PORT: options.phone_port = atoi(optarg); break;
        case LISTENED: options.listened = atoi(optarg); break;
        case WARM_UP: options.warm_up_seconds = atof(optarg); break;
        case SECONDS: options.seconds = atof(optarg); break;
        case PID: options.server_pid = atoi(optarg); break;
        case HELP: fputs(USAGE, stdout); exit(0);
        default: fputs(USAGE, stderr); exit(64);
        }
    }
    if (options.calls < 1 || options.phone_port < 1024 || options.phone_port > 65000 || options.seconds <= 0) {
        fail("--calls is 1 or more, --phone-port 1024 to 65000, --seconds above 0");
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
    allow_many_sockets();
    open_calls(options.calls, (uint16_t)(options.phone_port & ~1));
    open_media(options.transcoded, options.listened);
    open_poller();
    greet();
    while (!is_over) {
        look_after(now_nanos());
        receive_ready(IDLE_MILLIS);
        if (has_begun) {
            struct snapshot begin = {0}, end = {0};
            run_load(&begin, &end);
            print_result(&begin, &end);
            has_begun = false;
        }
    }
    return 0;
}
