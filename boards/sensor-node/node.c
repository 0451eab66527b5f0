/*
 * Sends boot frames, events until they are acknowledged, and heartbeats; takes acknowledgements, resumes and settings.
 *
 * Stop and wait: only the oldest event is on the line. It goes again after 0.5 s, 1, 2, 4 ... 64 s and a random share
 * of up to half, so that two nodes that spoke at the same moment do not do so again. Must never send a header twice:
 * each frame takes the next count, and a session that runs out of numbers ends. See PROTOCOL.md.
 */
#include "node.h"

#include <stdbool.h>

#include "board.h"
#include "clock.h"
#include "frame.h"
#include "inputs.h"
#include "measure.h"
#include "provisioning.h"
#include "random.h"
#include "ring.h"
#include "settings.h"
#include "uart.h"

enum { BOOT = 1, EVENT = 2, HEARTBEAT = 3, ANSWER = 4, ACKNOWLEDGE = 8, RESUME = 9, SET = 10 };

#define FIRST_RETRY_TICKS TICKS(500)
#define RETRY_DOUBLINGS_MAX 7
#define RESUME_PAUSE_TICKS TICKS(10000)
#define HEARTBEAT_JITTER_SECONDS 4
/* From this event on a session ends when nothing waits; near the last number, 65,535, in any case: a frame that is being
   sent holds it up for 15 ms, and one look at the inputs may find three events. */
#define EVENTS_ENOUGH 60000
#define EVENTS_MAX 65500

struct boot {
  uint8_t major, minor, causes, serial[SERIAL_BYTES], capabilities, levels;
};
struct event_body {
  uint16_t number;
  uint8_t channel, value;
  uint16_t age_seconds;
};
struct heartbeat {
  uint32_t uptime_seconds;
  struct measurement measured;
  uint8_t levels, faults;
  uint16_t newest_event;
  uint8_t events_lost, awake_share;
};

static struct {
  struct header header;
  union {
    struct boot boot;
    struct event_body event;
    struct heartbeat heartbeat;
    struct answer answer;
  } body;
  uint8_t end[FRAME_TAG_BYTES + FRAME_CRC_BYTES];
} __attribute__((packed)) outgoing;

static uint32_t frame_count;
static uint8_t start_causes;
static bool is_boot_wanted, is_event_wanted, is_heartbeat_wanted;
static uint32_t heartbeat_at;
/* ring_added at the last look. */
static uint8_t known_added;
/* When the oldest event was sent last, and when it will be again. */
static uint32_t sent_at, retry_at;
static uint8_t retries;
static bool is_resumed;
static uint32_t resumed_at;

static void send(uint8_t type, uint8_t body_length) {
  outgoing.header.version_type = FRAME_VERSION << 4 | type;
  outgoing.header.address = settings.address;
  outgoing.header.session = settings_session;
  outgoing.header.count = ++frame_count;
  uint8_t *frame = (uint8_t *)&outgoing;
  uart_send(frame, frame_seal(frame, body_length, settings.key));
}

static void send_boot(void) {
  struct boot *boot = &outgoing.body.boot;
  boot->major = FIRMWARE_MAJOR;
  boot->minor = FIRMWARE_MINOR;
  boot->causes = start_causes;
  settings_read_serial(boot->serial);
  boot->capabilities = CAPABILITIES;
  boot->levels = inputs_levels;
  is_boot_wanted = false;
  is_heartbeat_wanted = true;
  send(BOOT, sizeof *boot);
}

static void send_event(void) {
  const struct event *event = ring_oldest();
  uint32_t age = clock_seconds - event->at_seconds;
  struct event_body *body = &outgoing.body.event;
  body->number = ring_oldest_number();
  body->channel = event->channel;
  body->value = event->value;
  body->age_seconds = age > 0xffff ? 0xffff : age;
  uint32_t wait = FIRST_RETRY_TICKS << retries;
  sent_at = clock_now;
  retry_at = clock_now + wait + random_below(wait / 2);
  if (retries < RETRY_DOUBLINGS_MAX) retries++;
  is_event_wanted = false;
  send(EVENT, sizeof *body);
}

static void plan_heartbeat(void) {
  uint32_t jitter = random_below(HEARTBEAT_JITTER_SECONDS * TICKS_PER_2_SECONDS);
  heartbeat_at = clock_after_seconds(settings.heartbeat_seconds - HEARTBEAT_JITTER_SECONDS) + jitter;
}

static void send_heartbeat(void) {
  struct heartbeat *heartbeat = &outgoing.body.heartbeat;
  heartbeat->uptime_seconds = clock_seconds;
  measure(&heartbeat->measured);
  heartbeat->levels = inputs_levels;
  heartbeat->faults = inputs_faults;
  heartbeat->newest_event = ring_newest;
  heartbeat->events_lost = ring_lost;
  heartbeat->awake_share = clock_awake_share();
  is_heartbeat_wanted = false;
  send(HEARTBEAT, sizeof *heartbeat);
}

/* The oldest event goes at once, and the waits begin anew. */
static void want_event(void) {
  is_event_wanted = ring_kept > 0;
  retries = 0;
}

static void acknowledge(uint32_t upto) {
  if (upto <= ring_newest && ring_acknowledge(upto)) want_event();
}

static bool is_resume_over(void) {
  return clock_is_due(resumed_at + RESUME_PAUSE_TICKS);
}

/* The hub is back: it is told who speaks, and the oldest that it may not have. */
static void resume(const struct header *header) {
  if (header->session == settings_session) acknowledge(header->count);
  if (is_resumed && !is_resume_over()) return;
  is_resumed = true;
  resumed_at = clock_now;
  is_boot_wanted = true;
  want_event();
}

static bool is_well_formed(uint8_t version_type, uint8_t body_length) {
  if (version_type == (FRAME_VERSION << 4 | SET)) return body_length > 0 && body_length <= SET_BODY_BYTES_MAX;
  return (version_type == (FRAME_VERSION << 4 | ACKNOWLEDGE) || version_type == (FRAME_VERSION << 4 | RESUME)) &&
         body_length == 0;
}

static void receive(uint8_t length) {
  const struct header *header = (const struct header *)uart_received;
  uint8_t body_length = length - FRAME_EXTRA_BYTES;
  uint8_t type = header->version_type & 0x0f;
  if (!is_well_formed(header->version_type, body_length) || !frame_is_sound(uart_received, length)) return;
  if (type != RESUME && header->session != settings_session) return;
  if (!frame_open(uart_received, body_length, settings.key)) return;
  if (type == SET) provisioning_take(header->count, uart_received + HEADER_BYTES, body_length);
  else if (type == RESUME) resume(header);
  else acknowledge(header->count);
}

/* A session begins: first a boot frame, then what waits. */
static void begin(uint8_t causes) {
  start_causes = causes;
  frame_count = 0;
  random_start();
  provisioning_begin_session();
  uart_listen_to(settings.address);
  plan_heartbeat();
  is_boot_wanted = true;
  want_event();
}

void node_start(uint8_t causes) {
  begin(causes);
}

static void renew_session(void) {
  settings_begin_session();
  ring_renumber();
  begin(0);
}

static bool is_session_over(void) {
  if (provisioning_wants_session() || frame_count == UINT32_MAX - 1) return true;
  return ring_newest >= (ring_kept == 0 ? EVENTS_ENOUGH : EVENTS_MAX);
}

/* What time or the inputs have made due. */
static void plan(void) {
  /* Ticks wrap: a pause of days ago would be ahead again. */
  if (is_resumed && is_resume_over()) is_resumed = false;
  if (clock_is_due(heartbeat_at)) {
    is_heartbeat_wanted = true;
    plan_heartbeat();
  }
  clock_wake_by(heartbeat_at);
  uint8_t fresh = ring_added - known_added;
  if (fresh > 0) {
    /* A good reason to look whether the hub is back, unless an older one was sent just now. */
    bool is_on_its_way = ring_kept > fresh && !clock_is_due(sent_at + FIRST_RETRY_TICKS);
    known_added = ring_added;
    if (!is_on_its_way) want_event();
  }
  if (ring_kept == 0 || is_event_wanted) return;
  if (clock_is_due(retry_at)) is_event_wanted = true;
  else clock_wake_by(retry_at);
}

static void send_next(void) {
  uint8_t answer_length = provisioning_answer(&outgoing.body.answer);
  if (answer_length > 0) send(ANSWER, answer_length);
  else if (is_boot_wanted) send_boot();
  else if (is_event_wanted) send_event();
  else if (is_heartbeat_wanted) send_heartbeat();
}

void node_step(void) {
  uint8_t length = uart_received_length();
  if (length > 0) {
    receive(length);
    uart_release();
  }
  provisioning_step();
  if (!uart_is_idle()) {
    plan();
    return;
  }
  if (is_session_over()) renew_session();
  plan();
  send_next();
}
