/**
 * What the hub makes of the home at the last record of its journal: signs, presence, silences, sight, time, plans.
 *
 * State → plain numbers and words for `inspect detector`. Says nothing that the state does not; every line comes from
 * the detector itself.
 */
import type { Config } from '../config/config.ts';
import { roomsUnseen } from '../detector/coverage.ts';
import { onceInDays } from '../detector/overdue.ts';
import { watchLevel } from '../detector/plans.ts';
import { SIGNS, type Sign } from '../detector/signs.ts';
import { MINUTE_MS } from '../detector/time.ts';
import { indexHome } from '../home-index.ts';
import { localTime } from '../lines.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { AlertStage, Asked, Cause, Evidence, Stamp } from '../record.ts';
import { momentOf } from '../state.ts';
import { playOut } from './learned-day.ts';
import { type PriceReport, priceReport } from './price-report.ts';
import { type WhatNext, whatNext } from './what-next.ts';

export interface RunningSilence {
  readonly sign: Sign;
  readonly place: string;
  readonly since: string;
  readonly minutes: number;
  /** Questions that were answered within it. */
  readonly answers: number;
  /** Age at which anbu asks if somebody is at home, and when that is or was; null: never for this silence alone. */
  readonly askMinutes: number | null;
  readonly askAt: string | null;
  /** Whether only the longest silence that the settings allow asks. */
  readonly byCap: boolean;
  /** A silence from there at that hour lasts so long once in so many days; null: not known. */
  readonly onceInDays: number | null;
}
export interface LostSensor {
  readonly sensor: string;
  readonly room: string;
  readonly why: readonly string[];
}
export interface Sight {
  readonly blindSince: string | null;
  readonly roomsUnseen: readonly string[];
  readonly lost: readonly LostSensor[];
  readonly callsLost: readonly string[];
  /** Rooms with nothing but contacts: whoever sits there is not noticed. */
  readonly roomsWithoutMotion: readonly string[];
}
export interface OpenQuestion {
  readonly conversation: string;
  readonly cause: Cause;
  readonly stage: number;
  readonly since: string;
  readonly text: string;
  readonly textKo: string;
}
export interface OpenAlertReport {
  readonly alert: string;
  readonly cause: Cause;
  readonly test: boolean;
  readonly stage: AlertStage;
  readonly asked: Asked;
  readonly answered: boolean;
  readonly since: string;
  readonly text: string;
  readonly textKo: string;
}
export interface PresentEvidence {
  readonly lastSign: { readonly room: string; readonly sensor: string; readonly at: string } | null;
  /** Since the last sign or answer. */
  readonly quietMinutes: number;
  readonly presence: {
    readonly state: string;
    readonly since: string | null;
    /** The bed or seat that bears somebody. */
    readonly heldBy: string | null;
  };
  readonly silences: readonly RunningSilence[];
  readonly next: WhatNext;
  readonly sight: Sight;
  readonly time: {
    readonly trusted: boolean;
    readonly quality: string;
    /** Minutes since the last sign in which the hub was off. */
    readonly unobservedMinutes: number;
    /** Whether it was off, besides, for nobody knows how long. */
    readonly unknownGap: boolean;
  };
  readonly price: PriceReport;
  readonly homeDays: number;
  readonly plans: readonly { readonly plan: string; readonly from: string | null; readonly back: string }[];
  readonly watchUntil: string | null;
  readonly greetingsToday: readonly { readonly at: string; readonly sentence: string }[];
  readonly question: OpenQuestion | null;
  readonly alerts: readonly OpenAlertReport[];
}

/** `at`: the stamp of the last record. */
export function presentEvidence(state: Readonly<HubState>, at: Stamp, policy: Config): PresentEvidence {
  const now = momentOf(state, at);
  const { detector, presence, time, plans, checkon } = state;
  const { lastSign } = detector;
  const clock = (homeMs: number): string => localText(now.localMs + homeMs - now.ms);
  return {
    lastSign:
      lastSign === null
        ? null
        : { room: lastSign.room, sensor: lastSign.sensor, at: localText(lastSign.localMs) },
    quietMinutes: minutes((detector.frozenMs ?? now.ms) - (detector.quietMs ?? now.ms)),
    presence: {
      state: presence.state,
      since: presence.sinceMs === null ? null : clock(presence.sinceMs),
      heldBy: presence.heldBy,
    },
    silences: SIGNS.flatMap((sign) => runningSilence(state, sign, now, policy)),
    next: whatNext(state, at, policy),
    sight: sightOf(state, clock),
    time: {
      trusted: now.trusted,
      quality: at.quality,
      unobservedMinutes: minutes(time.unobservedMs - detector.sinceUnobservedMs),
      unknownGap: detector.unknownGaps > 0,
    },
    price: priceReport(state, now, policy),
    homeDays: detector.habits.days.homeDays,
    plans: (['absence', 'outing'] as const).flatMap((plan) => {
      const out = plans[plan];
      if (out === null) return [];
      return [{ plan, from: out.fromMs === null ? null : clock(out.fromMs), back: clock(out.returnMs) }];
    }),
    watchUntil:
      watchLevel(state, now) === 'raised' && plans.watchUntilMs !== null ? clock(plans.watchUntilMs) : null,
    greetingsToday: checkon.probes.recent
      .map(({ atMs, sentence }) => ({ at: clock(atMs), sentence }))
      .filter((one) => one.at.slice(0, 10) === localTime(at).slice(0, 10)),
    ...openOf(state, clock),
  };
}

function runningSilence(
  state: Readonly<HubState>,
  sign: Sign,
  now: Moment,
  policy: Config,
): RunningSilence[] {
  const { silences, frozenMs } = state.detector;
  if (silences === null) return [];
  const { sinceMs, place, answers } = silences[sign];
  const ageMs = Math.max(0, (frozenMs ?? now.ms) - sinceMs);
  const startLocalMs = now.localMs - (now.ms - sinceMs);
  const at = (age: number): Moment => {
    return { ms: sinceMs + age, localMs: startLocalMs + age, trusted: now.trusted };
  };
  const asked = playOut(state, sign, at, policy);
  return [
    {
      sign,
      place,
      since: localText(startLocalMs),
      minutes: minutes(ageMs),
      answers,
      askMinutes: asked === null ? null : minutes(asked.ageMs),
      askAt: asked === null ? null : localText(startLocalMs + asked.ageMs),
      byCap: asked?.byCap ?? false,
      onceInDays: days(onceInDays(state, sign, ageMs, now)),
    },
  ];
}

function sightOf({ home, sensors }: Readonly<HubState>, clock: (homeMs: number) => string): Sight {
  const { rooms } = indexHome(home.sensors);
  const watching = home.sensors.filter((one) => one.class === 'motion' || one.class === 'pressure');
  const seen = new Set(watching.map(({ room }) => room));
  return {
    blindSince: sensors.blindSinceMs === null ? null : clock(sensors.blindSinceMs),
    roomsUnseen: roomsUnseen({ home, sensors }),
    lost: home.sensors.flatMap(({ id, room }, index) => {
      const why = sensors.memories[index]?.lostBy ?? [];
      return why.length === 0 ? [] : [{ sensor: id, room, why: [...why] }];
    }),
    callsLost: sensors.calls.map(({ id }) => id),
    roomsWithoutMotion: rooms.filter((room) => !seen.has(room)),
  };
}

function openOf(
  { checkon }: Readonly<HubState>,
  clock: (homeMs: number) => string,
): Pick<PresentEvidence, 'question' | 'alerts'> {
  const { conversation } = checkon;
  const words = ({ text, textKo }: Evidence): { text: string; textKo: string } => ({ text, textKo });
  const question =
    conversation === null
      ? null
      : {
          conversation: conversation.id,
          cause: conversation.cause,
          stage: conversation.stage,
          since: clock(conversation.openedMs),
          ...words(conversation.evidence),
        };
  const alerts = checkon.alerts.map(({ alert, cause, test, stage, asked, answered, raisedMs, evidence }) => {
    return { alert, cause, test, stage, asked, answered, since: clock(raisedMs), ...words(evidence) };
  });
  return { question, alerts };
}

/** Local wall clock to the minute. */
function localText(localMs: number): string {
  return new Date(localMs).toISOString().slice(0, 16);
}

/** Whole ones; a sign while the home cannot be seen is later than the moment at which silence stood still. */
function minutes(ms: number): number {
  return Math.max(0, Math.floor(ms / MINUTE_MS));
}

/** To two figures below ten days: nobody knows more. */
function days(value: number | null): number | null {
  if (value === null) return null;
  return value < 10 ? Math.round(value * 100) / 100 : Math.round(value);
}
