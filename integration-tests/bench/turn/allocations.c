#define _GNU_SOURCE
#include "allocations.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "measure.h"

enum {
    CLIENTS_OF_ONE_ADDRESS = 4000,
    MAX_ATTEMPTS = 8,
    MAX_REPLACED_SOCKETS = 2000,
    EVENTS = 128,
    FIRST_CHANNEL = 0x4000,
    CHANNELS = 0x1000,
};

static const uint64_t RETRY_NANOS = 500000000;

struct allocation *allocations;
int allocation_count;

static struct server server;
static int poller;
static int replaced_sockets;

/* The key of the long-term credential, MD5 of user, realm and password (RFC 8489 section 9.2.2). */
static uint8_t key[16];
static char realm[128];
static size_t realm_length;

static void size_buffer(int socket, int option, int forced_option, int bytes) {
    if (setsockopt(socket, SOL_SOCKET, forced_option, &bytes, sizeof bytes) != 0) {
        setsockopt(socket, SOL_SOCKET, option, &bytes, sizeof bytes);
    }
}

int open_udp(uint32_t address, int buffer_bytes) {
    int opened = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in local = {.sin_family = AF_INET};
    local.sin_addr.s_addr = htonl(address);
    if (opened < 0 || bind(opened, (struct sockaddr *)&local, sizeof local) != 0) {
        fail("no socket: %s (ulimit -n is at least the number of allocations and some more)", strerror(errno));
    }
    size_buffer(opened, SO_RCVBUF, SO_RCVBUFFORCE, buffer_bytes);
    size_buffer(opened, SO_SNDBUF, SO_SNDBUFFORCE, buffer_bytes);
    return opened;
}

static void open_client(struct allocation *allocation) {
    int index = (int)(allocation - allocations);
    uint32_t address = INADDR_LOOPBACK + 1 + (uint32_t)(index / CLIENTS_OF_ONE_ADDRESS);
    allocation->socket = open_udp(address, 1 << 20);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(server.port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(allocation->socket, (struct sockaddr *)&to, sizeof to) != 0) {
        fail("no way to the server: %s", strerror(errno));
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = allocation};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, allocation->socket, &event) != 0) {
        fail("epoll: %s", strerror(errno));
    }
}

void open_clients(struct server to, int count) {
    server = to;
    poller = epoll_create1(EPOLL_CLOEXEC);
    allocations = calloc((size_t)count, sizeof *allocations);
    allocation_count = count;
    if (poller < 0 || allocations == NULL) {
        fail("no memory for %d allocations", count);
    }
    for (int i = 0; i < count; i++) {
        allocations[i].channel = (uint16_t)(FIRST_CHANNEL + i % (CHANNELS - 1));
        open_client(&allocations[i]);
    }
}

/* ---- requests ---- */

static void sign(struct message *message, const struct allocation *allocation) {
    add_attribute(message, USERNAME, server.user, strlen(server.user));
    add_attribute(message, REALM, realm, realm_length);
    add_attribute(message, NONCE, allocation->nonce, allocation->nonce_length);
    /* The length in the header counts MESSAGE-INTEGRITY already when it is computed (RFC 8489 section 14.5). */
    uint8_t mac[20];
    unsigned mac_length = sizeof mac;
    size_t signed_length = message->length;
    put16(message->bytes + 2, (uint16_t)(signed_length - HEADER_BYTES + 4 + sizeof mac));
    HMAC(EVP_sha1(), key, sizeof key, message->bytes, signed_length, mac, &mac_length);
    add_attribute(message, MESSAGE_INTEGRITY, mac, sizeof mac);
}

static void build_request(struct allocation *allocation) {
    static const uint8_t udp[4] = {IPPROTO_UDP};
    static const uint8_t zero[4] = {0};
    static const uint16_t types[] = {ALLOCATE, ALLOCATE, CREATE_PERMISSION, CHANNEL_BIND, REFRESH};
    struct message *request = &allocation->request;
    uint8_t transaction[TRANSACTION_BYTES];
    if (getrandom(transaction, sizeof transaction, 0) != sizeof transaction) {
        fail("no random numbers: %s", strerror(errno));
    }
    begin_message(request, types[allocation->step], transaction);
    uint8_t number[4] = {0};
    put16(number, allocation->channel);
    switch (allocation->step) {
    case CHALLENGED:
        add_attribute(request, REQUESTED_TRANSPORT, udp, sizeof udp);
        return; /* without a credential, to be told realm and nonce */
    case ALLOCATED:
        add_attribute(request, REQUESTED_TRANSPORT, udp, sizeof udp);
        break;
    case PERMITTED:
        add_xor_address(request, XOR_PEER_ADDRESS, INADDR_LOOPBACK, allocation->peer_port);
        break;
    case BOUND:
        add_attribute(request, CHANNEL_NUMBER, number, sizeof number);
        add_xor_address(request, XOR_PEER_ADDRESS, INADDR_LOOPBACK, allocation->peer_port);
        break;
    case RELEASED:
        add_attribute(request, LIFETIME, zero, sizeof zero);
        break;
    }
    sign(request, allocation);
}

static void transmit(struct allocation *allocation) {
    if (allocation->attempts++ == MAX_ATTEMPTS) {
        fail("the server did not answer %d attempts of a request (step %d)", MAX_ATTEMPTS, (int)allocation->step);
    }
    allocation->request_nanos = now_nanos();
    send(allocation->socket, allocation->request.bytes, allocation->request.length, 0);
}

static void request(struct allocation *allocation, enum step step) {
    allocation->step = step;
    allocation->attempts = 0;
    allocation->waiting = true;
    build_request(allocation);
    transmit(allocation);
}

/* ---- answers ---- */

static void take_challenge(struct allocation *allocation, struct value new_realm, struct value nonce) {
    if (nonce.length > sizeof allocation->nonce || new_realm.length > sizeof realm) {
        fail("the server's realm or nonce is longer than 128 bytes");
    }
    memcpy(allocation->nonce, nonce.bytes, nonce.length);
    allocation->nonce_length = nonce.length;
    if (new_realm.length != realm_length || memcmp(new_realm.bytes, realm, realm_length) != 0) {
        realm_length = new_realm.length;
        memcpy(realm, new_realm.bytes, realm_length);
        char text[512];
        int length = snprintf(text, sizeof text, "%s:%.*s:%s", server.user, (int)realm_length, realm, server.password);
        unsigned key_length = sizeof key;
        EVP_Digest(text, (size_t)length, key, &key_length, EVP_md5(), NULL);
    }
}

/* A port on which an earlier client's allocation is still alive cannot be used: error 437 (RFC 8656 section 7.2). */
static void start_on_another_port(struct allocation *allocation) {
    if (++replaced_sockets > MAX_REPLACED_SOCKETS) {
        fail("the server knows an allocation on each port that is tried");
    }
    int old = allocation->socket;
    open_client(allocation); /* before the old one is closed, or it might get the same port */
    close(old);
    request(allocation, CHALLENGED);
}

static void take_error(struct allocation *allocation, const uint8_t *bytes, size_t length) {
    struct value code_value = find_attribute(bytes, length, ERROR_CODE);
    int code = code_value.length < 4 ? 0 : code_value.bytes[2] * 100 + code_value.bytes[3];
    struct value new_realm = find_attribute(bytes, length, REALM);
    struct value nonce = find_attribute(bytes, length, NONCE);
    bool is_challenge = new_realm.bytes != NULL && nonce.bytes != NULL;
    if (code == 401 && allocation->step == CHALLENGED && is_challenge) {
        take_challenge(allocation, new_realm, nonce);
        request(allocation, ALLOCATED);
    } else if (code == 438 && is_challenge) {
        take_challenge(allocation, new_realm, nonce);
        request(allocation, allocation->step);
    } else if (code == 437 && allocation->step <= ALLOCATED) {
        start_on_another_port(allocation);
    } else {
        fail("the server refused message %#06x with error %d %.*s", get16(allocation->request.bytes), code,
             code_value.length < 4 ? 0 : (int)code_value.length - 4, code_value.bytes + 4);
    }
}

/* Takes an answer to the request that waits for one; returns whether the client has made its last step. */
static bool take_answer(struct allocation *allocation, const uint8_t *bytes, size_t length) {
    struct message *request_message = &allocation->request;
    bool is_answer = length >= HEADER_BYTES && !is_channel_data(bytes) && allocation->waiting &&
                     memcmp(bytes + 8, request_message->bytes + 8, TRANSACTION_BYTES) == 0;
    if (!is_answer) {
        return false;
    }
    allocation->waiting = false;
    if (get16(bytes) != get16(request_message->bytes) + SUCCESS) {
        take_error(allocation, bytes, length);
        return false;
    }
    if (allocation->step == ALLOCATED) {
        struct value relay = find_attribute(bytes, length, XOR_RELAYED_ADDRESS);
        if (relay.length < 8) {
            fail("the server allocated without telling the relayed address");
        }
        allocation->relay_port = xor_port(relay);
    }
    if (allocation->step == allocation->last_step) {
        return true;
    }
    request(allocation, allocation->step + 1);
    return false;
}

static int take_answers(void) {
    struct epoll_event events[EVENTS];
    uint8_t bytes[4096];
    int done = 0;
    int ready = epoll_wait(poller, events, EVENTS, 10);
    for (int i = 0; i < ready; i++) {
        struct allocation *allocation = events[i].data.ptr;
        ssize_t length;
        while ((length = recv(allocation->socket, bytes, sizeof bytes, 0)) >= 0) {
            done += take_answer(allocation, bytes, (size_t)length);
        }
    }
    return done;
}

static void retry_unanswered(int started) {
    uint64_t now = now_nanos();
    for (int i = 0; i < started; i++) {
        if (allocations[i].waiting && now - allocations[i].request_nanos > RETRY_NANOS) {
            transmit(&allocations[i]);
        }
    }
}

void perform(enum step first, enum step last, int parallel) {
    int started = 0;
    int done = 0;
    uint64_t looked = now_nanos();
    while (done < allocation_count) {
        while (started < allocation_count && started - done < parallel) {
            allocations[started].last_step = last;
            request(&allocations[started++], first);
        }
        done += take_answers();
        if (now_nanos() - looked > RETRY_NANOS / 5) {
            retry_unanswered(started);
            looked = now_nanos();
        }
    }
}
