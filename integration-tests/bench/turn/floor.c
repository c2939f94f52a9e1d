/*
 * The floor of the benchmark: about the least that a relay in user space can cost on this kernel.
 *
 * It relays ChannelData over UDP as a TURN server does, one socket for clients and one for each allocation, with
 * epoll, recvmmsg, sendmmsg and UDP_SEGMENT, and does nothing else: it challenges and then lets anybody in, checks no
 * MESSAGE-INTEGRITY, keeps no lifetimes, and knows one channel for each allocation. So it must never face a network.
 *
 * Relay sockets are not connected unless --connected is given. Connected ones are cheaper by some tenths of a
 * microsecond for each packet, but a permission is for an address with any port (RFC 8656 section 9), so a relay that
 * connects its sockets must fall back as soon as a second peer or port appears.
 *
 *   floor --port PORT [--connected] [--no-segmentation]
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <linux/udp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <signal.h>
#include <unistd.h>

#include "stun.h"

enum {
    MAX_ALLOCATIONS = 16384,
    SLOTS = 1 << 16,
    BATCH = 64,       /* packets of one receive from clients, and of one send to them */
    RELAY_BATCH = 16, /* packets of one receive from a relay socket */
    MAX_PACKET = 2048,
    MAX_SEGMENTED_BYTES = 60000, /* what one UDP_SEGMENT send may carry stays below a datagram's 65507 */
    NONE = -1,
    CLIENTS = -1, /* stands for the socket of the clients in epoll */
};

struct allocation {
    struct sockaddr_in client;
    struct sockaddr_in peer;
    int socket;
    uint16_t channel;
    int next; /* in its slot of the table, or in the list of free ones */
};

/* A datagram's parts, as sendmmsg and recvmmsg want them, with room for one UDP_SEGMENT. */
struct envelopes {
    struct mmsghdr headers[BATCH];
    union {
        struct cmsghdr header;
        uint8_t bytes[CMSG_SPACE(sizeof(uint16_t))];
    } segmentation[BATCH];
};

static bool connected = false;
static bool segmentation = true;
static int poller;
static int clients;

static struct allocation allocations[MAX_ALLOCATIONS];
static int first_free = NONE;
static int slots[SLOTS];

/* From clients: each packet, its envelope and its sender. */
static uint8_t in_bytes[BATCH][MAX_PACKET];
static struct iovec in_parts[BATCH];
static struct mmsghdr in[BATCH];
static struct sockaddr_in in_from[BATCH];

/* To peers: the data inside the packets above. */
static struct iovec to_peer_parts[BATCH];
static struct envelopes to_peer;

/* To clients: packets arrive right behind the place of their ChannelData header, and are sent from there. */
static uint8_t out_bytes[BATCH][MAX_PACKET];
static struct iovec out_parts[BATCH];
static struct mmsghdr out_received[BATCH];
static struct sockaddr_in out_from[BATCH];
static struct allocation *out_owner[BATCH];
static int out_count;
static struct envelopes to_client;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static bool same_address(const struct sockaddr_in *a, const struct sockaddr_in *b) {
    return a->sin_addr.s_addr == b->sin_addr.s_addr && a->sin_port == b->sin_port;
}

static unsigned slot_of(const struct sockaddr_in *client) {
    uint64_t key = (uint64_t)client->sin_addr.s_addr << 16 | client->sin_port;
    return (unsigned)((key * 0x9E3779B97F4A7C15u) >> 48);
}

static struct allocation *find_allocation(const struct sockaddr_in *client) {
    int index = slots[slot_of(client)];
    while (index != NONE && !same_address(&allocations[index].client, client)) {
        index = allocations[index].next;
    }
    return index == NONE ? NULL : &allocations[index];
}

static void size_buffers(int socket, int bytes) {
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

static int open_socket(uint16_t port, int buffer_bytes, int id) {
    int opened = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (opened < 0 || bind(opened, (struct sockaddr *)&address, sizeof address) != 0) {
        die("floor: no socket");
    }
    size_buffers(opened, buffer_bytes);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = id};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, opened, &event) != 0) {
        die("floor: epoll");
    }
    return opened;
}

static struct allocation *allocate(const struct sockaddr_in *client) {
    int index = first_free;
    if (index == NONE) {
        return NULL;
    }
    struct allocation *made = &allocations[index];
    first_free = made->next;
    int *slot = &slots[slot_of(client)];
    *made = (struct allocation){.client = *client, .next = *slot, .socket = open_socket(0, 1 << 20, index)};
    *slot = index;
    return made;
}

static void release(struct allocation *gone) {
    int index = (int)(gone - allocations);
    int *link = &slots[slot_of(&gone->client)];
    while (*link != index) {
        link = &allocations[*link].next;
    }
    *link = gone->next;
    close(gone->socket);
    gone->socket = NONE;
    gone->next = first_free;
    first_free = index;
}

/* ---- requests ---- */

static void answer_challenge(struct message *answer) {
    static const uint8_t unauthorized[4] = {0, 0, 4, 1};
    put16(answer->bytes, ALLOCATE + ERROR);
    add_attribute(answer, ERROR_CODE, unauthorized, sizeof unauthorized);
    add_attribute(answer, REALM, "floor", 5);
    add_attribute(answer, NONCE, "floor", 5);
}

static bool answer_allocate(struct message *answer, const struct sockaddr_in *client, struct allocation *existing) {
    struct allocation *allocation = existing != NULL ? existing : allocate(client);
    if (allocation == NULL) {
        return false;
    }
    static const uint8_t ten_minutes[4] = {0, 0, 2, 0x58};
    struct sockaddr_in relay;
    socklen_t length = sizeof relay;
    getsockname(allocation->socket, (struct sockaddr *)&relay, &length);
    add_xor_address(answer, XOR_RELAYED_ADDRESS, INADDR_LOOPBACK, ntohs(relay.sin_port));
    add_attribute(answer, LIFETIME, ten_minutes, sizeof ten_minutes);
    return true;
}

static bool answer_channel_bind(struct allocation *allocation, const uint8_t *bytes, size_t length) {
    struct value number = find_attribute(bytes, length, CHANNEL_NUMBER);
    struct value peer = find_attribute(bytes, length, XOR_PEER_ADDRESS);
    if (number.length < 4 || peer.length < 8) {
        return false;
    }
    allocation->channel = get16(number.bytes);
    allocation->peer = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(xor_port(peer))};
    allocation->peer.sin_addr.s_addr = htonl(xor_address(peer));
    if (connected) {
        connect(allocation->socket, (struct sockaddr *)&allocation->peer, sizeof allocation->peer);
    }
    return true;
}

static void answer_request(const uint8_t *bytes, size_t length, const struct sockaddr_in *client) {
    if (length < HEADER_BYTES) {
        return;
    }
    struct allocation *allocation = find_allocation(client);
    uint16_t type = get16(bytes);
    struct message answer;
    begin_message(&answer, type + SUCCESS, bytes + 8);
    bool understood = allocation != NULL;
    if (type == ALLOCATE && find_attribute(bytes, length, USERNAME).bytes == NULL) {
        answer_challenge(&answer);
        understood = true;
    } else if (type == ALLOCATE) {
        understood = answer_allocate(&answer, client, allocation);
    } else if (type == CHANNEL_BIND && understood) {
        understood = answer_channel_bind(allocation, bytes, length);
    } else if (type == REFRESH && understood) {
        release(allocation); /* the generator refreshes only with lifetime 0 */
    } else if (type != CREATE_PERMISSION) {
        understood = false;
    }
    if (understood) {
        sendto(clients, answer.bytes, answer.length, 0, (const struct sockaddr *)client, sizeof *client);
    }
}

/* ---- data ---- */

/* Sends all, leaving out what the kernel refuses. */
static void send_all(int socket, struct mmsghdr *headers, int count) {
    int sent = 0;
    while (sent < count) {
        int more = sendmmsg(socket, headers + sent, (unsigned)(count - sent), 0);
        sent += more > 0 ? more : 1;
    }
}

/* Fills in one envelope with parts of equal length (the last one may be shorter), which become one datagram each. */
static void fill(struct envelopes *envelopes, int index, struct sockaddr_in *to, struct iovec *parts, int count) {
    struct msghdr *header = &envelopes->headers[index].msg_hdr;
    *header = (struct msghdr){.msg_name = to, .msg_namelen = to == NULL ? 0 : sizeof *to};
    header->msg_iov = parts;
    header->msg_iovlen = (size_t)count;
    if (count > 1) {
        struct cmsghdr *control = &envelopes->segmentation[index].header;
        control->cmsg_level = IPPROTO_UDP;
        control->cmsg_type = UDP_SEGMENT;
        control->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        *(uint16_t *)(void *)CMSG_DATA(control) = (uint16_t)parts[0].iov_len;
        header->msg_control = control;
        header->msg_controllen = sizeof envelopes->segmentation[index];
    }
}

/* Whether the packet is ChannelData that this allocation may send, whole and on its channel. */
static bool is_sendable(const struct allocation *allocation, int index) {
    const uint8_t *bytes = in_bytes[index];
    return in[index].msg_len >= CHANNEL_HEADER_BYTES && is_channel_data(bytes) && get16(bytes) == allocation->channel &&
           CHANNEL_HEADER_BYTES + get16(bytes + 2) <= (int)in[index].msg_len;
}

/* Sends to its peer what one client sent from a packet on; returns how many packets. Those of one length go at once. */
static int send_run_to_peer(struct allocation *allocation, int from, int received) {
    int count = 0;
    size_t total = 0;
    while (from + count < received && same_address(&in_from[from + count], &allocation->client) &&
           is_sendable(allocation, from + count)) {
        uint8_t *bytes = in_bytes[from + count];
        size_t length = get16(bytes + 2);
        if (segmentation && count > 0 &&
            (length != to_peer_parts[0].iov_len || total + length > MAX_SEGMENTED_BYTES)) {
            break;
        }
        to_peer_parts[count++] = (struct iovec){bytes + CHANNEL_HEADER_BYTES, length};
        total += length;
    }
    struct sockaddr_in *peer = connected ? NULL : &allocation->peer;
    if (segmentation && count > 0) {
        fill(&to_peer, 0, peer, to_peer_parts, count);
        sendmsg(allocation->socket, &to_peer.headers[0].msg_hdr, 0);
    } else {
        for (int i = 0; i < count; i++) {
            fill(&to_peer, i, peer, &to_peer_parts[i], 1);
        }
        send_all(allocation->socket, to_peer.headers, count);
    }
    return count;
}

static void receive_from_clients(void) {
    for (int i = 0; i < BATCH; i++) {
        in[i].msg_hdr.msg_namelen = sizeof in_from[i];
    }
    int received = recvmmsg(clients, in, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < received;) {
        if (!is_channel_data(in_bytes[i])) {
            answer_request(in_bytes[i], in[i].msg_len, &in_from[i]);
            i++;
            continue;
        }
        struct allocation *allocation = find_allocation(&in_from[i]);
        int relayed = allocation == NULL ? 0 : send_run_to_peer(allocation, i, received);
        i += relayed > 0 ? relayed : 1;
    }
}

/* Sends what has been gathered for clients; runs for one client and of one length become one datagram with segments. */
static void flush_to_clients(void) {
    int filled = 0;
    for (int from = 0; from < out_count;) {
        int to = from + 1;
        size_t length = out_parts[from].iov_len;
        while (segmentation && to < out_count && out_owner[to] == out_owner[from] && out_parts[to].iov_len == length &&
               length * (size_t)(to - from + 1) <= MAX_SEGMENTED_BYTES) {
            to++;
        }
        fill(&to_client, filled++, &out_owner[from]->client, &out_parts[from], to - from);
        from = to;
    }
    send_all(clients, to_client.headers, filled);
    out_count = 0;
}

static void receive_from_peer(struct allocation *allocation) {
    if (out_count > BATCH - RELAY_BATCH) {
        flush_to_clients();
    }
    for (int i = out_count; i < out_count + RELAY_BATCH; i++) {
        out_parts[i] = (struct iovec){out_bytes[i] + CHANNEL_HEADER_BYTES, MAX_PACKET - CHANNEL_HEADER_BYTES};
        out_received[i].msg_hdr = (struct msghdr){.msg_iov = &out_parts[i], .msg_iovlen = 1};
        out_received[i].msg_hdr.msg_name = &out_from[i];
        out_received[i].msg_hdr.msg_namelen = sizeof out_from[i];
    }
    int first = out_count;
    int received = recvmmsg(allocation->socket, out_received + first, RELAY_BATCH, MSG_DONTWAIT, NULL);
    for (int i = first; i < first + received; i++) {
        if (!same_address(&out_from[i], &allocation->peer)) {
            continue;
        }
        size_t length = CHANNEL_HEADER_BYTES + out_received[i].msg_len;
        put16(out_bytes[i], allocation->channel);
        put16(out_bytes[i] + 2, (uint16_t)out_received[i].msg_len);
        if (i != out_count) { /* one before was no peer's */
            memcpy(out_bytes[out_count], out_bytes[i], length);
        }
        out_owner[out_count] = allocation;
        out_parts[out_count] = (struct iovec){out_bytes[out_count], length};
        out_count++;
    }
}

static void relay_forever(void) {
    struct epoll_event events[BATCH * 2];
    for (;;) {
        int ready = epoll_wait(poller, events, BATCH * 2, -1);
        if (ready < 0 && errno != EINTR) {
            die("floor: epoll");
        }
        for (int i = 0; i < ready; i++) {
            int id = events[i].data.fd;
            if (id == CLIENTS) {
                receive_from_clients();
            } else if (allocations[id].socket != NONE) {
                receive_from_peer(&allocations[id]);
            }
        }
        flush_to_clients();
    }
}

static void prepare_tables(void) {
    for (int i = 0; i < SLOTS; i++) {
        slots[i] = NONE;
    }
    for (int i = MAX_ALLOCATIONS - 1; i >= 0; i--) {
        allocations[i].socket = NONE;
        allocations[i].next = first_free;
        first_free = i;
    }
    for (int i = 0; i < BATCH; i++) {
        in_parts[i] = (struct iovec){in_bytes[i], MAX_PACKET};
        in[i].msg_hdr = (struct msghdr){.msg_name = &in_from[i], .msg_iov = &in_parts[i], .msg_iovlen = 1};
    }
}

int main(int argc, char **argv) {
    static const struct option options[] = {
        {"port", required_argument, NULL, 'p'},
        {"connected", no_argument, NULL, 'c'},
        {"no-segmentation", no_argument, NULL, 's'},
        {NULL, 0, NULL, 0},
    };
    int port = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'p':
            port = atoi(optarg);
            break;
        case 'c':
            connected = true;
            break;
        case 's':
            segmentation = false;
            break;
        default:
            return 64;
        }
    }
    if (port < 1 || port > 65535) {
        fputs("usage: floor --port PORT [--connected] [--no-segmentation]\n", stderr);
        return 64;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    prepare_tables();
    poller = epoll_create1(EPOLL_CLOEXEC);
    clients = open_socket((uint16_t)port, 4 << 20, CLIENTS);
    puts("floor: ready");
    fflush(stdout);
    relay_forever();
}
