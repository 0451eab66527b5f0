/**
 * What a line of a run says to a person, or nothing: one event, one row.
 *
 * Reads the lines that `--json` prints and invents nothing. What only proves the path (each PUBACK, the hub's echo of
 * the desk's stages) is left to `--json`.
 */
import { LIGHT_PATTERNS, LIGHT_WORDS } from '../agent/companion/light.ts';
import { CONDITION_ROWS } from '../agent/health/conditions.ts';
import { type Line, evidenceText } from '../agent/lines.ts';
import {
  CONDITIONS,
  type Condition,
  PROGRAMME_STEPS,
  type ProgrammeStep,
  type Sentence,
} from '../agent/record.ts';

export interface Row {
  readonly words: string;
  readonly tone: 'plain' | 'quiet' | 'strong' | 'warning';
}

const LEADS: Partial<Record<Sentence, string>> = {
  ask: 'asks, 1 of 3',
  'ask-cannot-see': 'asks, 1 of 3',
  'ask-louder': 'asks, 2 of 3, louder',
  'last-call': 'asks, 3 of 3, loudest',
  'good-morning': 'says anyway',
  'small-talk': 'says anyway',
  'good-evening': 'says anyway',
};
/** Why an alert is told again, in words. */
const NEWS: Readonly<Record<string, string>> = {
  answered: 'the resident has answered since',
  'pressed-again': 'help was called for again',
  withdrawn: 'the call was taken back',
  reminder: 'told again, for nobody is on the way',
  'unclear-voice': 'a voice that was not understood',
};

export function rowOf(line: Line): Row | null {
  switch (line.kind) {
    case 'prompt':
      return line['stage'] === 1 ? { words: evidenceText(line), tone: 'plain' } : null;
    case 'speech':
      return spoken(line);
    case 'answer':
      return { words: `answered by ${text(line['by'])}`, tone: 'strong' };
    case 'reply':
      return ofHand(line);
    case 'correction':
    case 'offer-end':
    case 'need-withdrawn':
    case 'peace':
    case 'reminder-outcome':
      return heardAs(line);
    case 'need':
      return { words: `needs ${text(line['what'])}: for the case manager alone`, tone: 'strong' };
    case 'programme-step':
      return ofProgramme(line);
    case 'programme-missed': {
      const what = line['missed'] === 'not-home' ? 'not home again' : 'nobody came';
      return {
        words: `${what}: the ${text(line['owner'])} has ${text(line['dueMinutes'])} minutes`,
        tone: 'warning',
      };
    }
    case 'alert':
      if (line['stage'] !== 'raised') return null;
      return { words: `ALERT (${text(line['cause'])}): ${evidenceText(line)}`, tone: 'warning' };
    case 'revision':
      return { words: `the alert goes on: ${NEWS[text(line['why'])] ?? text(line['why'])}`, tone: 'plain' };
    case 'desk':
      return ofDesk(line);
    case 'presence':
      return { words: `believed ${text(line['state'])}: ${text(line['why'])}`, tone: 'quiet' };
    case 'condition':
      return ofCondition(line);
    case 'light':
      return ofLight(line);
    default:
      return null;
  }
}

const HANDS: Readonly<Record<string, string>> = {
  button: 'the resident presses the button',
  touch: 'the resident touches the companion',
  'pull-cord': 'the resident pulls the cord',
  voice: 'a voice is heard',
};
const MEANINGS: Readonly<Record<string, string>> = {
  unclear: ', not understood',
  later: ': later',
  help: ': help',
};

/** Somebody's hand or voice, as it came into the home; what a voice meant is said, what a hand meant follows. */
function ofHand(line: Line): Row | null {
  const hand = HANDS[text(line['by'])];
  if (hand === undefined) return null;
  const meaning = line['by'] === 'voice' ? (MEANINGS[text(line['meaning'])] ?? ': fine') : '';
  return { words: `${hand}${meaning}${line['isLate'] === true ? ', told late' : ''}`, tone: 'strong' };
}

const OFFER_ENDS: Readonly<Record<string, string>> = {
  'no-answer': 'nothing was chosen, which is no refusal',
  'broken-off': 'what was offered was broken off',
  'not-said': 'what was offered could not be said',
};
const PEACE_ENDS: Readonly<Record<string, string>> = {
  asked: 'to be left in peace',
  over: 'the peace is over',
  'taken-back': 'the peace is taken back',
  called: 'a call for help, which ends the peace',
  centre: 'the centre ends the peace',
};

/** What the home took it for. */
function heardAs(line: Line): Row | null {
  const choice = text(line['choice']);
  switch (line.kind) {
    case 'correction': {
      const takenBack = choice === '' ? 'taken back' : `meant as the choice of ${choice}`;
      return { words: `heard as a call for help, if it is not ${takenBack} in ten seconds`, tone: 'quiet' };
    }
    case 'offer-end':
      if (line['why'] === 'chosen') return { words: `heard as the choice of ${choice}`, tone: 'quiet' };
      return { words: OFFER_ENDS[text(line['why'])] ?? text(line['why']), tone: 'quiet' };
    case 'need-withdrawn':
      return { words: `heard as taken back: nobody is told of ${text(line['what'])}`, tone: 'quiet' };
    case 'peace':
      return { words: `heard: ${PEACE_ENDS[text(line['why'])] ?? text(line['why'])}`, tone: 'quiet' };
    case 'reminder-outcome':
      return { words: `the reminder ${text(line['reminder'])}: ${text(line['outcome'])}`, tone: 'quiet' };
    default:
      return null;
  }
}

/** What the lamp looks like; what that means is what stands around it. */
function ofLight(line: Line): Row | null {
  const pattern = LIGHT_PATTERNS.find((each) => each === line['pattern']);
  return pattern === undefined ? null : { words: `light: ${LIGHT_WORDS[pattern].looks}`, tone: 'quiet' };
}

/** What is done together, in words; what is only an inner step is left out. */
const STEPS: Readonly<Partial<Record<ProgrammeStep['step'], string>>> = {
  yes: 'says yes to the invitation',
  no: 'says no to the invitation',
  later: 'would rather answer later',
  'no-answer': 'the invitation was not answered, which is no refusal',
  'not-said': 'there was no moment to say the invitation',
  listed: 'the list is passed on',
  begun: 'expected to be fetched, or to be visited, from now on',
  went: 'went, and came home: by the door',
  'did-not-go': 'did not go: at home, and the door stayed shut',
  came: 'somebody came in by the door',
  'did-not-come': 'the door was not used',
  'cannot-tell': 'what became of it cannot be told',
  good: 'it was good',
  'not-good': 'it was not so good',
};
function ofProgramme(line: Line): Row | null {
  const step = PROGRAMME_STEPS.find((each) => each === line['step']);
  const words = step === undefined ? undefined : STEPS[step];
  if (words === undefined) return null;
  const wishes = Array.isArray(line['wishes']) ? `: ${line['wishes'].join(', ')}` : '';
  return { words: `${words}${wishes}`, tone: 'strong' };
}

function spoken(line: Line): Row {
  const sentence = text(line['sentence']);
  const lead = Object.entries(LEADS).find(([key]) => key === sentence)?.[1] ?? 'says';
  const words = `anbu ${lead}: “${text(line['text'])}”`;
  if (line['failed'] === null) return { words, tone: 'strong' };
  return { words: `${words} – cannot be heard (${text(line['failed'])})`, tone: 'warning' };
}

function ofDesk(line: Line): Row | null {
  const action = text(line['action']);
  if (line['test'] === true) {
    return action === 'acknowledged' ? { words: 'daily test: the desk is listening', tone: 'quiet' } : null;
  }
  if (action === 'test received') return null;
  const minutes = typeof line['minutes'] === 'number' ? `, expected in ${line['minutes']} minutes` : '';
  const outcome = typeof line['outcome'] === 'string' ? `: ${line['outcome']}` : '';
  return { words: `desk: ${action}${minutes}${outcome}`, tone: 'plain' };
}

function ofCondition(line: Line): Row | null {
  const code = CONDITIONS.find((known) => known === line['code']);
  if (code === undefined) return null;
  const { title, remedy } = CONDITION_ROWS[code];
  const subject = text(line['subject']) === '' ? '' : ` (${text(line['subject'])})`;
  const edge: Condition['edge'] | undefined = (['raised', 'overdue', 'cleared'] as const).find(
    (known) => known === line['edge'],
  );
  if (edge === 'cleared') return { words: `${title.en}${subject}: over`, tone: 'plain' };
  const late = edge === 'overdue' ? ' – still, and overdue' : '';
  return { words: `${title.en}${subject}${late}. To do: ${remedy.en}`, tone: 'warning' };
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
