#define _GNU_SOURCE
#include "media.h"

#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "fail.h"

enum { PCMU = 0, OPUS = 111, OPUS_TIMESTAMPS = 960, PCMU_TIMESTAMPS = 160, MAX_PACKET = 1500 };

/* Second bytes of RTCP that shares a port (RFC 5761 section 4), without the marker's bit. */
enum { FIRST_RTCP = 64, END_OF_RTCP = 96 };

static const uint32_t MAGIC = 0xd1a170e5;

/* The beginning of what is in a packet that is passed on as it is; its end repeats the sequence number. */
struct payload {
    uint64_t sent_nanos;
    uint64_t sequence;
    uint32_t call;
    uint32_t way_and_magic;
};

/* One way of one call. */
struct stream {
    uint32_t ssrc, timestamp;
    uint16_t number;
    uint64_t sequence;
    int frame;
    uint64_t onset_nanos; /* when the last packet was sent that begins loud */

    struct ear ear;
    bool is_listened_to, has_arrived;
    uint16_t last_number;
    uint32_t last_timestamp;

    /* Of sound that was coded anew, while it was measured. */
    uint64_t sent, received;
    uint32_t first_timestamp, latest_timestamp;
};

struct traffic_of_ways traffic;

static struct stream *streams;
static bool is_transcoded;

static bool is_measured(uint64_t nanos) { return nanos >= traffic.from_nanos && nanos < traffic.to_nanos; }

static struct stream *stream_of(const struct call *call, enum way way) {
    return &streams[(call - calls) * WAYS + way];
}

static bool is_opus(enum way to, bool where_it_arrives) {
    return is_transcoded && (to == TO_BROWSER) == where_it_arrives;
}

void open_media(bool transcoded, int listened_calls) {
    is_transcoded = transcoded;
    streams = calloc((size_t)call_count * WAYS, sizeof *streams);
    if (streams == NULL) {
        fail("no memory for %d calls", call_count);
    }
    if (transcoded) {
        make_sound();
    }
    for (int i = 0; i < call_count * WAYS; i++) {
        struct stream *stream = &streams[i];
        uint32_t random[3];
        if (getrandom(random, sizeof random, 0) != sizeof random) {
            fail("no random numbers");
        }
        stream->ssrc = random[0];
        stream->timestamp = random[1];
        stream->number = (uint16_t)(random[2] & 0x7fff);
        stream->frame = (i * 7) % SOUND_FRAMES;
        stream->is_listened_to = transcoded && i / WAYS < listened_calls;
        if (stream->is_listened_to) {
            open_ear(&stream->ear, is_opus((enum way)(i % WAYS), true));
        }
    }
}

/* ---- sending ---- */

static size_t write_marked(uint8_t *at, const struct call *call, enum way way, uint64_t sequence, uint64_t now) {
    struct payload payload = {now, sequence, (uint32_t)(call - calls), MAGIC + (uint32_t)way};
    memset(at, 0xd5, PCMU_FRAME_BYTES);
    memcpy(at, &payload, sizeof payload);
    memcpy(at + PCMU_FRAME_BYTES - sizeof sequence, &sequence, sizeof sequence);
    return PCMU_FRAME_BYTES;
}

static size_t write_sound(uint8_t *at, struct stream *stream, bool as_opus, uint64_t now) {
    const struct frame *frame = as_opus ? &opus_sound[stream->frame] : &pcmu_sound[stream->frame];
    if (stream->frame % PERIOD_FRAMES == 0) {
        stream->onset_nanos = now + (as_opus ? opus_onset_nanos : 0);
    }
    stream->frame = (stream->frame + 1) % SOUND_FRAMES;
    memcpy(at, frame->bytes, frame->length);
    return frame->length;
}

void send_next(struct call *call, enum way way, uint64_t now) {
    uint8_t packet[MAX_PACKET];
    struct stream *stream = stream_of(call, way);
    bool as_opus = is_opus(way, false);
    packet[0] = 0x80;
    packet[1] = (uint8_t)((as_opus ? OPUS : PCMU) | (stream->sequence == 0 ? 0x80 : 0));
    put16(packet + 2, stream->number++);
    put32(packet + 4, stream->timestamp);
    put32(packet + 8, stream->ssrc);
    stream->timestamp += as_opus ? OPUS_TIMESTAMPS : PCMU_TIMESTAMPS;
    size_t length = RTP_HEADER_BYTES;
    length += is_transcoded ? write_sound(packet + length, stream, as_opus, now)
                            : write_marked(packet + length, call, way, stream->sequence, now);
    stream->sequence++;
    struct traffic *of_way = &traffic.ways[way];
    if (way == TO_PHONE) {
        length = srtp_protect(&call->out, packet, length);
    }
    of_way->send_errors += send(way == TO_PHONE ? call->browser : call->phone, packet, length, 0) < 0;
    of_way->sent += is_measured(now);
    stream->sent += is_measured(now);
}

/* ---- receiving ---- */

static void count_bad(struct traffic *of_way, const struct call *call, const char *what, const uint8_t *bytes) {
    if (of_way->bad++ == 0) {
        snprintf(of_way->first_bad, sizeof of_way->first_bad, "at call %d: %s, begins %08x %08x", (int)(call - calls), what,
                 get32(bytes), get32(bytes + 4));
    }
}

/* Whether what was passed on is as it was sent. */
static bool read_marked(const uint8_t *at, size_t length, const struct call *call, enum way way, struct payload *into) {
    uint64_t end;
    if (length < sizeof *into) {
        return false;
    }
    memcpy(into, at, sizeof *into);
    if (length != PCMU_FRAME_BYTES) {
        return false;
    }
    memcpy(&end, at + length - sizeof end, sizeof end);
    return into->way_and_magic == MAGIC + (uint32_t)way && into->call == (uint32_t)(call - calls) &&
           end == into->sequence && end < stream_of(call, way)->sequence;
}

static void check_order(struct stream *stream, struct traffic *of_way, const uint8_t *packet, uint32_t step) {
    uint16_t number = get16(packet + 2);
    uint32_t timestamp = get32(packet + 4);
    int16_t numbers = (int16_t)(number - stream->last_number);
    if (stream->has_arrived && timestamp - stream->last_timestamp != (uint32_t)numbers * step) {
        of_way->uneven++;
    }
    stream->has_arrived = true;
    stream->last_number = number;
    stream->last_timestamp = timestamp;
}

static void take_sound(struct stream *stream, struct traffic *of_way, const uint8_t *at, size_t length, uint64_t now) {
    uint64_t into_packet;
    if (is_measured(now)) {
        stream->first_timestamp = stream->received++ == 0 ? stream->last_timestamp : stream->first_timestamp;
        stream->latest_timestamp = stream->last_timestamp;
        of_way->received++;
    }
    if (stream->is_listened_to && hear_onset(&stream->ear, at, length, &into_packet) && stream->onset_nanos != 0 &&
        is_measured(now)) {
        uint64_t heard = now + into_packet;
        record(&of_way->delays, heard > stream->onset_nanos ? heard - stream->onset_nanos : 0);
    }
}

/* A packet of sound, in the clear. */
static void receive(struct call *call, enum way way, const uint8_t *packet, size_t length, uint64_t now) {
    struct stream *stream = stream_of(call, way);
    struct traffic *of_way = &traffic.ways[way];
    bool as_opus = is_opus(way, true);
    if (length <= RTP_HEADER_BYTES || (packet[0] & 0xdf) != 0x80) {
        count_bad(of_way, call, "no packet of RTP, or with an extension", packet);
        return;
    }
    if ((packet[1] & 0x7f) != (as_opus ? OPUS : PCMU)) {
        of_way->other++;
        return;
    }
    const uint8_t *sound = packet + RTP_HEADER_BYTES;
    size_t sound_length = length - RTP_HEADER_BYTES;
    traffic.arrived++;
    check_order(stream, of_way, packet, as_opus ? OPUS_TIMESTAMPS : PCMU_TIMESTAMPS);
    if (is_transcoded) {
        take_sound(stream, of_way, sound, sound_length, now);
        return;
    }
    struct payload payload = {0};
    if (!read_marked(sound, sound_length, call, way, &payload)) {
        char what[64];
        bool is_marked = sound_length >= sizeof payload && payload.way_and_magic - MAGIC < WAYS;
        snprintf(what, sizeof what, is_marked ? "%zu bytes of call %u, way %u, packet %llu" : "%zu bytes of sound", sound_length,
                 payload.call, payload.way_and_magic - MAGIC, (unsigned long long)payload.sequence);
        count_bad(of_way, call, what, packet);
    } else if (is_measured(payload.sent_nanos)) {
        of_way->received++;
        record(&of_way->delays, now - payload.sent_nanos);
    }
}

static bool is_rtcp(const uint8_t *bytes, size_t length) {
    int type = bytes[1] & 0x7f;
    return length > 1 && type >= FIRST_RTCP && type < END_OF_RTCP;
}

void receive_at_browser(struct call *call, uint8_t *bytes, size_t length, uint64_t now) {
    struct traffic *of_way = &traffic.ways[TO_BROWSER];
    if (length == 0 || bytes[0] >> 6 != 2) {
        if (length > 0) {
            take_control(call, bytes, length);
        }
    } else if (is_rtcp(bytes, length)) {
        of_way->control++;
    } else if (call->step == CONNECTED) {
        size_t plain = srtp_unprotect(&call->in, bytes, length);
        if (plain == 0) {
            count_bad(of_way, call, "not authentic", bytes);
        } else {
            receive(call, TO_BROWSER, bytes, plain, now);
        }
    }
}

void receive_at_phone(struct call *call, uint8_t *bytes, size_t length, uint64_t now) {
    if (length > 1 && is_rtcp(bytes, length)) {
        traffic.ways[TO_PHONE].control++;
    } else {
        receive(call, TO_PHONE, bytes, length, now);
    }
}

/* How many packets of a stream there should have been: as many as its timestamps tell of, or nearly as many as went in. */
static uint64_t expected_of(const struct stream *stream, uint32_t step) {
    enum { AT_THE_EDGES = 3 };
    uint64_t told = stream->received == 0 ? 0 : (stream->latest_timestamp - stream->first_timestamp) / step + 1;
    uint64_t sent = stream->sent > AT_THE_EDGES ? stream->sent - AT_THE_EDGES : 0;
    return told > sent ? told : sent;
}

double loss(enum way way) {
    const struct traffic *of_way = &traffic.ways[way];
    uint64_t expected = of_way->sent;
    if (is_transcoded) {
        expected = 0;
        for (int i = 0; i < call_count; i++) {
            const struct stream *stream = stream_of(&calls[i], way);
            uint64_t due = expected_of(stream, is_opus(way, true) ? OPUS_TIMESTAMPS : PCMU_TIMESTAMPS);
            expected += due > stream->received ? due : stream->received;
        }
    }
    return expected <= of_way->received ? 0 : 1 - (double)of_way->received / (double)expected;
}
