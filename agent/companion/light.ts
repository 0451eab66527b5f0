/**
 * The light language: what the companion's lamp says to somebody who does not hear well.
 *
 * Owns which of the few patterns state asks for, what each means, and how each blinks; a function of state alone, asked
 * after each commit and at boot. Must never show what is not known: that somebody has read an alert is shown when a
 * signed word says so. Nothing flashes more than three times in a second (WCAG 2.3.1).
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { isLive } from '../alert-life.ts';
import { isNight } from '../detector/night.ts';
import { type CheckonState, type OpenAlert, pressIsFine } from '../checkon/slice.ts';

/** In the order in which they go before each other. */
export const LIGHT_PATTERNS = [
  'question',
  'calling',
  'called',
  'read',
  'on-the-way',
  'listening',
  'cannot-speak',
  'off',
] as const;
export type LightPattern = (typeof LIGHT_PATTERNS)[number];

/** ms on, off, on, off …, over again; `on` and `off`: steady. */
export type Beat = 'on' | 'off' | readonly number[];

export interface LightWord {
  /** What it looks like. */
  readonly looks: string;
  /** What it means, in English and Korean. */
  readonly means: { readonly en: string; readonly ko: string };
  readonly beat: Beat;
}
export const LIGHT_WORDS: Readonly<Record<LightPattern, LightWord>> = {
  question: {
    looks: 'slow blinking',
    means: {
      en: 'anbu asks. If you are all right, press.',
      ko: '안부를 여쭙고 있습니다. 괜찮으시면 눌러 주세요.',
    },
    beat: [1_000, 1_000],
  },
  calling: {
    looks: 'three short flashes, then dark',
    means: {
      en: 'anbu is about to ask. Wait for the slow blinking.',
      ko: '곧 안부를 여쭙니다. 천천히 깜빡일 때까지 기다려 주세요.',
    },
    beat: [200, 250, 200, 250, 200, 1_400],
  },
  called: {
    looks: 'fast blinking',
    means: {
      en: 'The centre is being told. Nobody has read it yet.',
      ko: '센터에 알리고 있습니다. 아직 읽은 사람이 없습니다.',
    },
    beat: [200, 200],
  },
  read: {
    looks: 'steady',
    means: { en: 'A person at the centre has read it.', ko: '센터에서 사람이 읽었습니다.' },
    beat: 'on',
  },
  'on-the-way': {
    looks: 'two short flashes, then dark',
    means: { en: 'The centre says that somebody has set out.', ko: '센터에서 사람이 출발했다고 합니다.' },
    beat: [200, 250, 200, 1_350],
  },
  listening: {
    looks: 'lit, with a short gap every second',
    means: {
      en: 'anbu is about to ask, and its microphone is on. It keeps nothing.',
      ko: '곧 안부를 여쭙니다. 마이크가 켜져 있지만 저장하지 않습니다.',
    },
    beat: [850, 150],
  },
  'cannot-speak': {
    looks: 'a glint every five seconds, by day',
    means: { en: 'anbu cannot be heard. The button works.', ko: '소리가 나지 않습니다. 버튼은 됩니다.' },
    beat: [60, 4_940],
  },
  off: {
    looks: 'dark',
    means: { en: 'Nothing is asked, and nothing is open.', ko: '여쭙는 것도 기다리는 것도 없습니다.' },
    beat: 'off',
  },
};

/**
 * What the lamp shows. A question goes first, for it wants a hand, but only while a press is its answer; whoever hears badly
 * is called by it from the first word on, which promises nothing of a press. Then the alert that is least far, for a new call must not look as if somebody had read it. An alert whose answer is known, or where
 * somebody has come, is over for the eye.
 */
export function lightOf({ checkon, sensors, conditions }: Readonly<HubState>, now: Moment): LightPattern {
  const { conversation, correction } = checkon;
  const corrects = correction !== null && now.ms < correction.untilMs;
  const calls = corrects && correction.of === 'help';
  // Before it was heard, and while an earlier press may be taken back, a press means something else.
  if (conversation !== null && pressIsFine(checkon, now.ms) && !corrects) return 'question';
  if (isCalled(checkon) && !corrects) return 'calling';
  const stages = checkon.alerts
    .filter((alert) => !alert.test && isLive(alert, sensors.lifeMs, now.ms))
    .map(({ stage }) => STAGES[stage]);
  if (calls) stages.push('called');
  const shown = LIGHT_PATTERNS.find((pattern) => stages.includes(pattern));
  // While the microphone may be open the lamp is never dark: one that was lost is tried again with each question.
  const isListening = conversation !== null && checkon.ear.has;
  if (isListening && (shown === undefined || shown === 'off')) return 'listening';
  if (shown !== undefined) return shown;
  const isMute = conditions.open.some(({ code }) => code === 'speaker-failed');
  // A glint in a bedroom is a night's annoyance, and nobody reads it asleep.
  return isMute && !isNight(now) ? 'cannot-speak' : 'off';
}

/** The question that is owed, or sounds, is one that a low tone and the name go before: an eye and a hand learn of it as well. */
function isCalled({ conversation, owed }: Readonly<CheckonState>): boolean {
  return conversation !== null && owed?.calls === true && owed.utterance === conversation.utterance;
}

const STAGES: Readonly<Record<OpenAlert['stage'], LightPattern>> = {
  raised: 'called',
  acknowledged: 'read',
  dispatched: 'on-the-way',
  arrived: 'off',
  closed: 'off',
};

/** The table for whoever lives with it. */
export function lightPage(): string {
  const rows = LIGHT_PATTERNS.map((pattern) => {
    const { looks, means } = LIGHT_WORDS[pattern];
    return `| ${looks} | ${means.en} | ${means.ko} |\n`;
  });
  return `# What the light says

For people who do not hear well. Written from \`light.ts\` (\`npm run pages\`); a test compares them. Where two are true, the
one that stands first is shown; of several alerts, the one that is least far. While a microphone is open the light is never dark.

| the light | means | 뜻 |
|---|---|---|
${rows.join('')}
A bed shaker (\`companion.shaker\`) knows one word of it: three shakes in half a minute, while the light says that anbu
asks or is about to. At all else it is still: 침대 진동기는 안부를 여쭐 때만 떨립니다.

A pressure sensor on the bed that is shaken may take the shaking for somebody who stirs: it answers nothing, for an answer
takes two rooms, but it may put the next question off as often as any movement in one room, and is a sign of life. Where
there is a shaker, a bed without such a sensor is safer; the configuration is warned of.

Where the loudspeaker fails, the light asks by itself whoever is configured as hard of hearing or deaf: each question is
waited for as long as a spoken one, a press or touch answers it, and the alert says "could not ask aloud, asked by light
alone". Whoever hears well was not told what it says: the question is not waited for, somebody is told at once, and a press
calls for help. A light that goes out meanwhile asks nothing any more.
`;
}
