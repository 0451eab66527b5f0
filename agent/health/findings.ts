/**
 * Which record says that something broke or was mended.
 *
 * Owns the reading of records only; whether an edge is news is the tracker's. Never looks at time.
 */
import type { HubState } from '../machine.ts';
import { isStuck } from '../alert-life.ts';
import { isEarBroken, isSpeakerUnheard, isBelievedUnheard } from '../checkon/ear-memory.ts';
import { isUnheard } from '../checkon/hearing-memory.ts';
import { unreachable } from '../errors.ts';
import type { Device } from '../config/config.ts';
import {
  type Alert,
  type Battery,
  type Body,
  type Boot,
  type BootTrouble,
  type CardWritten,
  type CompanionPart,
  type ConditionCode,
  type Link,
  type Speech,
  type StoreState,
  isDecision,
  isOrdered,
} from '../record.ts';
import { nameIsTaken } from '../uplink/centre.ts';
import { judgeBattery } from './battery.ts';
import { WEARING_MONTHS, WELL_MONTHS } from './card.ts';
import type { Edges } from './edges.ts';

const SPEAKER = 'speaker';
const JOURNAL = 'journal';
const CONFIG = 'config';
const BROKER = 'broker';
const DISK = 'disk';
const CARD = 'card';
const CONSOLE = 'console';
type LastingTrouble = Exclude<BootTrouble, 'settings-failed'>;
const AT_START: readonly LastingTrouble[] = [
  'config-refused',
  'journal-newer',
  'journal-quarantined',
  'learning-lost',
  'safe-mode',
];
const TRUE_UNTIL_NEXT_START: ReadonlySet<LastingTrouble> = new Set([
  'config-refused',
  'journal-newer',
  'safe-mode',
]);

export function followRecord(turn: Edges, body: Body, state: Readonly<HubState>): void {
  if (body.kind === 'alert') followAlert(turn, body);
  if (isOrdered(body) || isDecision(body)) return;
  switch (body.kind) {
    case 'boot':
      followBoot(turn, body);
      break;
    case 'store':
      followStore(turn, body);
      break;
    case 'refused':
      turn.raise('commands-refused', 'centre');
      break;
    case 'speech':
      followSpeech(turn, body, state);
      break;
    case 'delivery':
      if (body.state === 'refused') turn.raise('uplink-refused', BROKER);
      else turn.clear('uplink-refused', BROKER);
      break;
    case 'battery':
      followBattery(turn, body);
      break;
    case 'link':
      followLink(turn, body);
      break;
    case 'card-written':
      followCard(turn, body);
      break;
    case 'console':
      if (body.isLocked) turn.raise('console-locked', CONSOLE);
      else turn.clear('console-locked', CONSOLE);
      break;
    case 'companion':
      followCompanion(turn, body);
      break;
    case 'config':
    case 'observation':
    case 'sensor-health':
    case 'climate':
    case 'badge':
    case 'frame-counter':
    case 'supply':
    case 'reply':
    case 'desk':
    case 'kept':
    case 'withheld':
    case 'clock':
    case 'deadline':
    case 'test-asked':
    case 'press-expected':
    case 'settings-judged':
      break;
    default:
      unreachable(body);
  }
}

const SUBJECTS: Partial<Readonly<Record<BootTrouble, string>>> = {
  'config-refused': CONFIG,
  'safe-mode': 'hub',
};

function followBoot(turn: Edges, { trouble = [] }: Boot): void {
  for (const code of AT_START) {
    const subject = SUBJECTS[code] ?? JOURNAL;
    if (trouble.includes(code)) turn.raise(code, subject);
    else if (TRUE_UNTIL_NEXT_START.has(code)) turn.clear(code, subject);
  }
}

function followStore(turn: Edges, { state, why }: StoreState): void {
  if (why === 'queue-full') {
    turn.raise('work-dropped', 'hub');
    return;
  }
  if (why === 'history-thinned') {
    turn.raise('history-thinned', JOURNAL);
    return;
  }
  if (state === 'failing') turn.raise('journal-unwritable', JOURNAL);
  else turn.clear('journal-unwritable', JOURNAL);
  if (state === 'shedding') turn.raise('disk-full', DISK);
  else if (state === 'ok') turn.clear('disk-full', DISK);
  // A damaged journal that works again was begun anew.
  if (state === 'ok' && why === 'journal-corrupt') turn.raise('journal-quarantined', JOURNAL);
}

/** A sentence that came too late was nobody's fault but the moment's. */
function followSpeech(turn: Edges, { outcome, why }: Speech, { checkon }: Readonly<HubState>): void {
  if (outcome === 'spoken') {
    turn.clear('speaker-failed', SPEAKER);
    if (!isBelievedUnheard(checkon.ear)) turn.clear('could-not-ask', SPEAKER);
  } else if (why !== 'speech-expired') {
    turn.raise('speaker-failed', SPEAKER);
  }
}

/** By one record; the microphone is judged by several (`followEar`). */
const COMPANION: Readonly<Record<Exclude<CompanionPart['part'], 'microphone'>, ConditionCode>> = {
  light: 'light-failed',
  shaker: 'shaker-failed',
  speaker: 'speaker-failed',
  device: 'companion-lost',
  mains: 'companion-unplugged',
  place: 'companion-moved',
};
function followCompanion(turn: Edges, { part, state }: CompanionPart): void {
  if (part === 'microphone') return;
  const subject = part === 'speaker' ? SPEAKER : 'companion';
  if (state === 'lost') turn.raise(COMPANION[part], subject);
  else turn.clear(COMPANION[part], subject);
}

function followBattery(turn: Edges, battery: Battery): void {
  const verdict = judgeBattery(battery);
  if (verdict === 'low') turn.raise('battery-low', battery.device);
  else if (verdict === 'well') turn.clear('battery-low', battery.device);
}

function followCard(turn: Edges, { monthsLeft, isNew = false }: CardWritten): void {
  if (isNew || (monthsLeft !== null && monthsLeft >= WELL_MONTHS)) turn.clear('card-wearing', CARD);
  else if (monthsLeft !== null && monthsLeft < WEARING_MONTHS) turn.raise('card-wearing', CARD);
}

/** A device that was taken out takes its battery with it. */
export function forgetDevices(turn: Edges, devices: readonly Pick<Device, 'id'>[]): void {
  for (const { code, subject } of turn.open) {
    if (code === 'battery-low' && !devices.some(({ id }) => id === subject)) turn.clear(code, subject);
  }
}

function followAlert(turn: Edges, { why, asked, test }: Alert): void {
  if ((why === 'raised' || why === 'asked-again') && asked === 'could-not-ask' && !test)
    turn.raise('could-not-ask', SPEAKER);
}

/** Who answered instead of our broker; a link that stands is the proof that it is there again. */
function followLink(turn: Edges, { state, why }: Link): void {
  if (state === 'up') {
    turn.clear('broker-untrusted', BROKER);
    turn.clear('broker-certificate-expired', BROKER);
  } else if (why === 'broker-untrusted') turn.raise('broker-untrusted', BROKER);
  else if (why === 'certificate-expired') turn.raise('broker-certificate-expired', BROKER);
}

/** Another comes under our name, again and again: the memory card was copied. */
export function followIdentity(turn: Edges, { why }: Link, { centre }: Readonly<HubState>): void {
  if (why === 'client-id-taken' && nameIsTaken(centre)) turn.raise('identity-conflict', 'hub');
}

/** The desk was reminded of an alert that only wanted its last steps. */
export function followDesk(turn: Edges, { checkon }: Readonly<HubState>): void {
  if (checkon.alerts.some(isStuck)) turn.raise('alert-stuck', 'desk');
  else turn.clear('alert-stuck', 'desk');
}

/** The companion speaks, and hardly anybody answers. */
export function followHearing(turn: Edges, { checkon }: Readonly<HubState>): void {
  const unheard = isUnheard(checkon.hearing);
  if (unheard === true) turn.raise('companion-unheard', 'companion');
  else if (unheard === false) turn.clear('companion-unheard', 'companion');
}

/** What the microphone makes of the loudspeaker, and others of the microphone. */
export function followEar(turn: Edges, { checkon }: Readonly<HubState>): void {
  if (isSpeakerUnheard(checkon.ear)) turn.raise('speaker-unheard', SPEAKER);
  else turn.clear('speaker-unheard', SPEAKER);
  if (isEarBroken(checkon.ear)) turn.raise('microphone-failed', 'microphone');
  else turn.clear('microphone-failed', 'microphone');
}

/** One condition per sensor that does not look, by what is known against it; none for a sensor no longer there. */
export function followSensors(turn: Edges, { sensors }: Readonly<HubState>): void {
  const lost = new Set<string>(sensors.calls.map(({ id }) => id));
  const contradicted = new Set<string>();
  for (const { id, lostBy } of sensors.memories) {
    for (const why of lostBy) (why === 'contradiction' ? contradicted : lost).add(id);
  }
  for (const id of lost) turn.raise('sensor-lost', id);
  for (const id of contradicted) turn.raise('sensor-contradicted', id);
  for (const { code, subject } of turn.open) {
    if (code === 'sensor-lost' && !lost.has(subject)) turn.clear(code, subject);
    if (code === 'sensor-contradicted' && !contradicted.has(subject)) turn.clear(code, subject);
  }
}
