/* SRTP with AES-CM and HMAC-SHA1-80 (RFC 3711), one way of one call. */
#ifndef DIALTONE_BENCH_SRTP_H
#define DIALTONE_BENCH_SRTP_H

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SRTP_KEY_BYTES = 16, SRTP_SALT_BYTES = 14, SRTP_TAG_BYTES = 10, RTP_HEADER_BYTES = 12 };

struct srtp {
    EVP_CIPHER_CTX *cipher;
    SHA_CTX inner, outer; /* HMAC with its key taken in already */
    uint8_t salt[SRTP_SALT_BYTES];
    uint32_t rollovers;
    uint16_t highest;
    bool begun;
};

void srtp_open(struct srtp *srtp, const uint8_t *key, const uint8_t *salt);

/* Protects a packet in place, behind which there is room for the tag. Returns its length. */
size_t srtp_protect(struct srtp *srtp, uint8_t *packet, size_t length);

/* Opens a packet in place. Returns its length, 0 when it is not authentic. */
size_t srtp_unprotect(struct srtp *srtp, uint8_t *packet, size_t length);

#endif
