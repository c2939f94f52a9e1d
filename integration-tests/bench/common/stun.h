/*
 * The little of STUN and TURN that the generator and the floor need: messages are built and read in place.
 * RFC 8489 section 5 (header), 14 (attributes); RFC 8656 sections 17 and 18 (methods and attributes of TURN).
 */
#ifndef DIALTONE_BENCH_STUN_H
#define DIALTONE_BENCH_STUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { HEADER_BYTES = 20, TRANSACTION_BYTES = 12, CHANNEL_HEADER_BYTES = 4, MAX_MESSAGE_BYTES = 1024 };

/* Types of requests; a success has 0x100 more, an error 0x110 more. */
enum { ALLOCATE = 0x003, REFRESH = 0x004, CREATE_PERMISSION = 0x008, CHANNEL_BIND = 0x009 };
enum { SUCCESS = 0x100, ERROR = 0x110 };

enum {
    USERNAME = 0x0006,
    MESSAGE_INTEGRITY = 0x0008,
    ERROR_CODE = 0x0009,
    CHANNEL_NUMBER = 0x000c,
    LIFETIME = 0x000d,
    XOR_PEER_ADDRESS = 0x0012,
    REALM = 0x0014,
    NONCE = 0x0015,
    XOR_RELAYED_ADDRESS = 0x0016,
    REQUESTED_TRANSPORT = 0x0019,
};

static const uint32_t MAGIC_COOKIE = 0x2112A442;

struct message {
    uint8_t bytes[MAX_MESSAGE_BYTES];
    size_t length;
};

/* The value of an attribute inside a message; bytes is NULL when the message has none. */
struct value {
    const uint8_t *bytes;
    size_t length;
};

static inline void put16(uint8_t *at, uint16_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline void put32(uint8_t *at, uint32_t value) {
    put16(at, (uint16_t)(value >> 16));
    put16(at + 2, (uint16_t)value);
}

static inline uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

static inline uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }

/* Attributes and ChannelData over TCP are padded to four bytes; over UDP ChannelData may be. */
static inline size_t padded(size_t length) { return (length + 3) & ~(size_t)3; }

static inline void begin_message(struct message *message, uint16_t type, const uint8_t *transaction) {
    put16(message->bytes, type);
    put16(message->bytes + 2, 0);
    put32(message->bytes + 4, MAGIC_COOKIE);
    memcpy(message->bytes + 8, transaction, TRANSACTION_BYTES);
    message->length = HEADER_BYTES;
}

/* Adds an attribute and brings the length in the header up to date. */
static inline void add_attribute(struct message *message, uint16_t type, const void *value, size_t length) {
    uint8_t *at = message->bytes + message->length;
    put16(at, type);
    put16(at + 2, (uint16_t)length);
    memset(at + 4, 0, padded(length));
    memcpy(at + 4, value, length);
    message->length += 4 + padded(length);
    put16(message->bytes + 2, (uint16_t)(message->length - HEADER_BYTES));
}

/* An IPv4 address and port, both in host order, XORed with the cookie as RFC 8489 section 14.2 has it. */
static inline void add_xor_address(struct message *message, uint16_t type, uint32_t address, uint16_t port) {
    uint8_t value[8] = {0, 1};
    put16(value + 2, port ^ (uint16_t)(MAGIC_COOKIE >> 16));
    put32(value + 4, address ^ MAGIC_COOKIE);
    add_attribute(message, type, value, sizeof value);
}

static inline uint16_t xor_port(struct value address) {
    return get16(address.bytes + 2) ^ (uint16_t)(MAGIC_COOKIE >> 16);
}

static inline uint32_t xor_address(struct value address) { return get32(address.bytes + 4) ^ MAGIC_COOKIE; }

static inline struct value find_attribute(const uint8_t *bytes, size_t length, uint16_t type) {
    size_t at = HEADER_BYTES;
    while (at + 4 <= length) {
        size_t value_length = get16(bytes + at + 2);
        if (at + 4 + value_length > length) {
            break;
        }
        if (get16(bytes + at) == type) {
            return (struct value){bytes + at + 4, value_length};
        }
        at += 4 + padded(value_length);
    }
    return (struct value){NULL, 0};
}

/* The first two bits tell ChannelData from STUN (RFC 8656 section 12.4: channels are 0x4000 to 0x4FFF). */
static inline bool is_channel_data(const uint8_t *bytes) { return (bytes[0] & 0xc0) == 0x40; }

#endif
