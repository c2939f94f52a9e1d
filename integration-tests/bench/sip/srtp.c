#define OPENSSL_SUPPRESS_DEPRECATED /* the hash by itself is the one way to take a key in once, not for each packet */
#include "srtp.h"

#include <openssl/crypto.h>
#include <string.h>

#include "stun.h"

enum { AUTHENTICATION_KEY_BYTES = 20, HMAC_BLOCK_BYTES = 64, BLOCK_BYTES = 16 };

/* What keys are derived for (RFC 3711 section 4.3.2). */
enum label { ENCRYPTION = 0, AUTHENTICATION = 1, SALT = 2 };

static EVP_CIPHER_CTX *cipher_with(const uint8_t *key) {
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(cipher, EVP_aes_128_ctr(), NULL, key, NULL);
    return cipher;
}

static void apply(EVP_CIPHER_CTX *cipher, const uint8_t *iv, uint8_t *bytes, size_t length) {
    int done;
    EVP_EncryptInit_ex(cipher, NULL, NULL, NULL, iv);
    EVP_EncryptUpdate(cipher, bytes, &done, bytes, (int)length);
}

static void derive(EVP_CIPHER_CTX *master, const uint8_t *salt, enum label label, uint8_t *into, size_t length) {
    uint8_t iv[BLOCK_BYTES] = {0};
    memcpy(iv, salt, SRTP_SALT_BYTES);
    iv[7] ^= (uint8_t)label;
    memset(into, 0, length);
    apply(master, iv, into, length);
}

static void take_key(SHA_CTX *hash, const uint8_t *key, uint8_t pad) {
    uint8_t block[HMAC_BLOCK_BYTES];
    memset(block, pad, sizeof block);
    for (int i = 0; i < AUTHENTICATION_KEY_BYTES; i++) {
        block[i] ^= key[i];
    }
    SHA1_Init(hash);
    SHA1_Update(hash, block, sizeof block);
}

void srtp_open(struct srtp *srtp, const uint8_t *key, const uint8_t *salt) {
    uint8_t session_key[SRTP_KEY_BYTES], authentication[AUTHENTICATION_KEY_BYTES];
    EVP_CIPHER_CTX *master = cipher_with(key);
    derive(master, salt, ENCRYPTION, session_key, sizeof session_key);
    derive(master, salt, AUTHENTICATION, authentication, sizeof authentication);
    derive(master, salt, SALT, srtp->salt, sizeof srtp->salt);
    EVP_CIPHER_CTX_free(master);
    srtp->cipher = cipher_with(session_key);
    take_key(&srtp->inner, authentication, 0x36);
    take_key(&srtp->outer, authentication, 0x5c);
    srtp->rollovers = 0;
    srtp->begun = false;
}

static void tag_of(const struct srtp *srtp, const uint8_t *packet, size_t length, uint32_t rollovers, uint8_t *tag) {
    uint8_t count[4], digest[SHA_DIGEST_LENGTH];
    put32(count, rollovers);
    SHA_CTX hash = srtp->inner;
    SHA1_Update(&hash, packet, length);
    SHA1_Update(&hash, count, sizeof count);
    SHA1_Final(digest, &hash);
    hash = srtp->outer;
    SHA1_Update(&hash, digest, sizeof digest);
    SHA1_Final(digest, &hash);
    memcpy(tag, digest, SRTP_TAG_BYTES);
}

/* Up to where a packet is not encrypted. */
static size_t header_length(const uint8_t *packet, size_t length) {
    size_t header = RTP_HEADER_BYTES + 4 * (size_t)(packet[0] & 0x0f);
    if (packet[0] & 0x10 && header + 4 <= length) {
        header += 4 + 4 * (size_t)get16(packet + header + 2);
    }
    return header < length ? header : length;
}

/* The same both ways (RFC 3711 section 4.1.1). */
static void cipher_payload(const struct srtp *srtp, uint8_t *packet, size_t length, uint32_t rollovers) {
    uint8_t iv[BLOCK_BYTES] = {0};
    memcpy(iv, srtp->salt, sizeof srtp->salt);
    uint8_t *source = packet + 8;
    for (int i = 0; i < 4; i++) {
        iv[4 + i] ^= source[i];
        iv[8 + i] ^= (uint8_t)(rollovers >> (24 - 8 * i));
    }
    iv[12] ^= packet[2];
    iv[13] ^= packet[3];
    size_t header = header_length(packet, length);
    apply(srtp->cipher, iv, packet + header, length - header);
}

size_t srtp_protect(struct srtp *srtp, uint8_t *packet, size_t length) {
    uint16_t sequence = get16(packet + 2);
    srtp->rollovers += srtp->begun && sequence < srtp->highest;
    srtp->highest = sequence;
    srtp->begun = true;
    cipher_payload(srtp, packet, length, srtp->rollovers);
    tag_of(srtp, packet, length, srtp->rollovers, packet + length);
    return length + SRTP_TAG_BYTES;
}

/* How often the sequence numbers of a packet had begun anew (RFC 3711 appendix A). */
static uint32_t rollovers_of(const struct srtp *srtp, uint16_t sequence) {
    int distance = (int)sequence - (int)srtp->highest;
    if (distance < -0x8000) {
        return srtp->rollovers + 1;
    }
    return distance > 0x8000 && srtp->rollovers > 0 ? srtp->rollovers - 1 : srtp->rollovers;
}

size_t srtp_unprotect(struct srtp *srtp, uint8_t *packet, size_t length) {
    if (length < RTP_HEADER_BYTES + SRTP_TAG_BYTES) {
        return 0;
    }
    length -= SRTP_TAG_BYTES;
    uint16_t sequence = get16(packet + 2);
    if (!srtp->begun) {
        srtp->begun = true;
        srtp->highest = sequence;
    }
    uint32_t rollovers = rollovers_of(srtp, sequence);
    uint8_t tag[SRTP_TAG_BYTES];
    tag_of(srtp, packet, length, rollovers, tag);
    if (CRYPTO_memcmp(tag, packet + length, sizeof tag) != 0) {
        return 0;
    }
    if (rollovers > srtp->rollovers || (rollovers == srtp->rollovers && sequence > srtp->highest)) {
        srtp->rollovers = rollovers;
        srtp->highest = sequence;
    }
    cipher_payload(srtp, packet, length, rollovers);
    return length;
}
