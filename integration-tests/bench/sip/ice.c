#include "ice.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <sys/random.h>

enum { BINDING = 0x001 };

enum {
    XOR_MAPPED_ADDRESS = 0x0020,
    PRIORITY = 0x0024,
    USE_CANDIDATE = 0x0025,
    FINGERPRINT = 0x8028,
    ICE_CONTROLLING = 0x802a,
};

enum { INTEGRITY_BYTES = 20, INTEGRITY_ATTRIBUTE_BYTES = 24, FINGERPRINT_ATTRIBUTE_BYTES = 8 };

/* Of a peer-reflexive candidate, as a check has it (RFC 8445 section 7.1.1). */
static const uint32_t CHECK_PRIORITY = 110u << 24 | 65535u << 8 | 255;

static const uint32_t FINGERPRINT_XOR = 0x5354554e;

static void random_text(char *into, size_t length) {
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t random[MAX_PASSWORD];
    if (getrandom(random, length, 0) != (ssize_t)length) {
        memset(random, 0x2a, length);
    }
    for (size_t i = 0; i < length; i++) {
        into[i] = LETTERS[random[i] % 64];
    }
    into[length] = 0;
}

void make_credentials(struct credentials *credentials) {
    random_text(credentials->ufrag, 8);
    random_text(credentials->password, 24);
}

static uint32_t crc32_of(const uint8_t *bytes, size_t length) {
    uint32_t crc = ~0u;
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
        }
    }
    return ~crc;
}

/* The HMAC over a message up to a length; the length in the header is already that with the attribute in it. */
static void integrity_of(const uint8_t *bytes, size_t length, const char *password, uint8_t *into) {
    unsigned written = INTEGRITY_BYTES;
    HMAC(EVP_sha1(), password, (int)strlen(password), bytes, length, into, &written);
}

static void end_message(struct message *message, const char *password) {
    uint8_t integrity[INTEGRITY_BYTES];
    size_t before = message->length;
    put16(message->bytes + 2, (uint16_t)(before - HEADER_BYTES + INTEGRITY_ATTRIBUTE_BYTES));
    integrity_of(message->bytes, before, password, integrity);
    add_attribute(message, MESSAGE_INTEGRITY, integrity, sizeof integrity);
    before = message->length;
    put16(message->bytes + 2, (uint16_t)(before - HEADER_BYTES + FINGERPRINT_ATTRIBUTE_BYTES));
    uint8_t fingerprint[4];
    put32(fingerprint, crc32_of(message->bytes, before) ^ FINGERPRINT_XOR);
    add_attribute(message, FINGERPRINT, fingerprint, sizeof fingerprint);
}

static bool is_made_with(const uint8_t *bytes, size_t length, const char *password) {
    struct value found = find_attribute(bytes, length, MESSAGE_INTEGRITY);
    if (found.bytes == NULL || found.length != INTEGRITY_BYTES || length > MAX_MESSAGE_BYTES) {
        return false;
    }
    uint8_t copy[MAX_MESSAGE_BYTES], integrity[INTEGRITY_BYTES];
    size_t before = (size_t)(found.bytes - bytes) - 4;
    memcpy(copy, bytes, before);
    put16(copy + 2, (uint16_t)(before - HEADER_BYTES + INTEGRITY_ATTRIBUTE_BYTES));
    integrity_of(copy, before, password, integrity);
    return memcmp(integrity, found.bytes, sizeof integrity) == 0;
}

void make_check(struct message *check, const struct credentials *local, const struct credentials *remote) {
    uint8_t transaction[TRANSACTION_BYTES], priority[4], tie_breaker[8] = {0x80};
    if (getrandom(transaction, sizeof transaction, 0) != sizeof transaction) {
        memset(transaction, 0x2a, sizeof transaction);
    }
    char username[2 * MAX_UFRAG + 2];
    int length = snprintf(username, sizeof username, "%s:%s", remote->ufrag, local->ufrag);
    put32(priority, CHECK_PRIORITY);
    memcpy(tie_breaker + 1, local->ufrag, sizeof tie_breaker - 1);
    begin_message(check, BINDING, transaction);
    add_attribute(check, USERNAME, username, (size_t)length);
    add_attribute(check, PRIORITY, priority, sizeof priority);
    add_attribute(check, ICE_CONTROLLING, tie_breaker, sizeof tie_breaker);
    add_attribute(check, USE_CANDIDATE, "", 0);
    end_message(check, remote->password);
}

bool answer_check(const uint8_t *bytes, size_t length, const struct credentials *local,
                  const struct sockaddr_in *from, struct message *answer) {
    if (length < HEADER_BYTES || get16(bytes) != BINDING || !is_made_with(bytes, length, local->password)) {
        return false;
    }
    begin_message(answer, BINDING | SUCCESS, bytes + 8);
    add_xor_address(answer, XOR_MAPPED_ADDRESS, ntohl(from->sin_addr.s_addr), ntohs(from->sin_port));
    end_message(answer, local->password);
    return true;
}

bool is_success(const uint8_t *bytes, size_t length, const struct message *check, const struct credentials *remote) {
    return length >= HEADER_BYTES && get16(bytes) == (BINDING | SUCCESS) &&
           memcmp(bytes + 8, check->bytes + 8, TRANSACTION_BYTES) == 0 && is_made_with(bytes, length, remote->password);
}
