/**
 * The voice: a player, a sound card, prompts that have been rendered, and the microphone where there is one.
 *
 * Owns these verdicts. Plays and records nothing: whether it can be heard in the next room is for the walk test.
 */
import { readdirSync } from 'node:fs';
import { promptsFolder } from '../../companion/speaker.ts';
import { ERRORS } from '../../errors.ts';
import type { Examined } from './examined.ts';
import { type Finding, findingsOf } from './finding.ts';

/** As aplay prints them: `card 0: Headphones [bcm2835 Headphones], device 0: …`. */
export function cardsOf(text: string): string[] {
  const names = [...text.matchAll(/^card \d+: (\S+) \[/gm)].flatMap(([, name]) => name ?? []);
  return [...new Set(names)];
}

/** Names of devices, as aplay prints them: at the beginning of a line, what they are below, indented. */
export function outputsOf(text: string): string[] {
  return text.split('\n').filter((line) => /^\S+$/.test(line));
}

export async function examineSound(about: Examined): Promise<Finding[]> {
  const output = await examineOutput(about);
  const microphone = await examineMicrophone(about);
  return [
    await examineCards(about),
    ...output,
    ...microphone,
    examinePrompts(about.config?.language ?? null),
  ];
}

/** The device that the configuration names; where it names none, the system's default is the card's affair. */
async function examineOutput({ machine, config }: Examined): Promise<Finding[]> {
  const { output = null, device = null } = config?.companion ?? {};
  if (output === null || device !== null) return [];
  const answer = await machine.run('aplay', '-L');
  if (answer === null) return [];
  const audio = findingsOf('audio');
  const outputs = outputsOf(answer.output);
  if (outputs.includes(output)) return [audio.ok(output, 'the sound output of the configuration')];
  const others = outputs.filter((name) => name !== 'null').join(', ');
  const remedy =
    others === ''
      ? 'Plug the speaker in; without a card there is no output'
      : `Plug it in, or set companion.output to one of: ${others}`;
  return [audio.missing(output, 'the configured sound output is not here', remedy)];
}

/** Where none is named, nothing listens, and nothing is said of it. */
async function examineMicrophone({ machine, config }: Examined): Promise<Finding[]> {
  const microphone = config?.companion.microphone ?? null;
  if (microphone === null) return [];
  const audio = findingsOf('audio');
  const answer = await machine.run('arecord', '-L');
  if (answer === null)
    return [audio.missing('arecord', 'the program is not here', ERRORS['recorder-missing'])];
  const inputs = outputsOf(answer.output);
  if (inputs.includes(microphone))
    return [
      audio.ok(microphone, 'the microphone of the configuration: how loud it is, while a question waits'),
    ];
  const others = inputs.filter((name) => name !== 'null').join(', ');
  const remedy =
    others === '' ? 'Plug the microphone in' : `Plug it in, or set companion.microphone to one of: ${others}`;
  return [audio.missing(microphone, 'the configured microphone is not here', remedy)];
}

async function examineCards({ machine, board, config }: Examined): Promise<Finding> {
  const audio = findingsOf('audio');
  if (config !== null && config.companion.device !== null)
    return audio.skipped('card', 'the companion device speaks by itself');
  const answer = await machine.run('aplay', '-l');
  if (answer === null) return audio.missing('aplay', 'the program is not here', 'apt install alsa-utils');
  const cards = cardsOf(answer.output);
  if (cards.length > 0) {
    const known = cards.map((card) => {
      const what = board?.audio.find(({ name }) => name === card)?.what;
      return what === undefined ? card : `${card} (${what})`;
    });
    return audio.ok('card', known.join(', '));
  }
  const expected = (board?.audio ?? []).map(({ name, what }) => `${name}: ${what}`).join('; ');
  const remedy =
    expected === '' ? 'Plug in a USB sound card' : `Plug in a USB sound card, or use ${expected}`;
  return audio.missing('card', 'aplay finds no sound card', remedy);
}

function examinePrompts(language: string | null): Finding {
  const audio = findingsOf('audio');
  const folder = promptsFolder();
  let clips: string[] = [];
  try {
    clips = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.wav'),
    );
  } catch {
    // No folder is no clip.
  }
  if (clips.length > 0) return audio.ok('prompts', `${clips.length} clips in ${folder}`);
  return audio.missing(
    'prompts',
    `none in ${folder}`,
    `npm run prompts${language === null ? '' : ` (${language})`}`,
  );
}
