/**
 * The real Speaker: rendered clips through aplay, one at a time, each with an end.
 *
 * The only importer of node-wav-player, whose traps end here: it plays anything as noise, mixes two plays, hangs
 * with a stuck sound card, and never settles a play that was stopped. Must never throw, and never keep silent about
 * a sentence that was not heard. Volume is in the files (see `levels.ts`).
 */
import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

import type { WavPlayer } from 'node-wav-player';

import type { ErrorCode } from '../errors.ts';
import type { Speaker, Utterance } from '../ports.ts';
import { chimeFile, clipFile } from './clip-file.ts';
import { clipOf } from './prompts.ts';
import { type SoundDevice, speakThrough } from './queue.ts';
import type { MessageSound } from './render-message.ts';
import { readWav } from './wav.ts';

export interface SpeakerOptions {
  /** Where `npm run prompts` put the clips; by default where it puts them. */
  readonly folder?: string;
  /** Where the sounds of messages are made; without it none is said. */
  readonly messages?: string;
  /** How much longer than its sound a play may take. */
  readonly marginMs?: number;
  /** Told of each clip that sounds. */
  readonly witness?: Witness | undefined;
}
/** Somebody who wants to know when a clip sounds, to hold against it what a microphone measures. */
export interface Witness {
  /** Before it begins. */
  begins(path: string): Promise<void>;
  ends(): void;
}

/** Starting aplay on a busy small hub (1 s), a card that wakes (2 s), and as much again. */
const MARGIN_MS = 6_000;
/** Between asking a stuck aplay to end and killing it, and again until it is given up (a process may hang in the
 * kernel with its card). */
const GRACE_MS = 500;
/** What stands before the samples: 44 bytes in our clips; recordings bring titles and cue points. */
const HEAD_BYTES_MAX = 4_096;

/** What was made on the hub itself, as from recordings, goes before what came with the package. */
const OWN_FOLDER = '/var/lib/anbu/prompts';
const PACKAGED_FOLDER = join(import.meta.dirname, '../../prompts');
const CHECKOUT_FOLDER = join(import.meta.dirname, '../../node_modules/.cache/anbu/prompts');

/** Absolute path of the folder of clips: the installed hub's, else the checkout's. */
export function promptsFolder(): string {
  return [OWN_FOLDER, PACKAGED_FOLDER].find((folder) => existsSync(folder)) ?? CHECKOUT_FOLDER;
}

/**
 * A Speaker on this machine's default sound device. Failures: 'audio-not-rendered', 'audio-not-wav',
 * 'audio-player-missing', 'audio-no-device', 'audio-timeout'; 'speech-expired' for what was replaced or stopped.
 * Open one per process: the player underneath is one.
 */
export function openSpeaker(options: SpeakerOptions = {}): Speaker {
  const { folder = promptsFolder(), messages = null, marginMs = MARGIN_MS, witness } = options;
  return speakThrough(soundCard({ folder, messages }, { marginMs, witness }));
}

interface Folders {
  readonly folder: string;
  readonly messages: string | null;
}

function soundCard(folders: Folders, rest: Omit<Playing, 'signal'>): SoundDevice {
  // A play that was stopped may still be ending its process: the next one waits for that.
  let free: Promise<unknown> = Promise.resolve();
  let stop = new AbortController();
  return {
    play(utterance, finished) {
      stop = new AbortController();
      const { signal } = stop;
      const playing = { ...rest, signal };
      free = free.then(async () => finished(await playAll(utterance, folders, playing)));
    },
    end: () => stop.abort(),
    later: (run) => queueMicrotask(run),
  };
}

interface Playing {
  readonly marginMs: number;
  readonly witness: Witness | undefined;
  readonly signal: AbortSignal;
}

/**
 * The sentence, what calls somebody to it, and the words of the centre that it announces. Without the sound of those
 * words nothing is begun; a call that cannot be made keeps no question from being asked.
 */
async function playAll(
  utterance: Utterance,
  { folder, messages }: Folders,
  playing: Playing,
): Promise<ErrorCode | null> {
  const { text, level, call } = utterance;
  const path = join(folder, clipFile(clipOf(utterance), level));
  const own = text === undefined ? null : await messageOf(messages, text, level);
  if (own !== null && 'failed' in own) return own.failed;
  if (call !== undefined) {
    const name = call.name === null ? null : await messageOf(messages, call.name, level);
    const called = name !== null && 'path' in name ? [name.path] : [];
    for (const each of [join(folder, chimeFile(level)), ...called]) {
      if ((await playFile(each, playing)) === 'speech-expired') return 'speech-expired';
    }
  }
  const failed = await playFile(path, playing);
  return own === null ? failed : (failed ?? playFile(own.path, playing));
}

async function messageOf(
  folder: string | null,
  text: string,
  level: Utterance['level'],
): Promise<MessageSound> {
  if (folder === null) return { failed: 'audio-not-rendered' };
  const { renderMessage } = await import('./render-message.ts');
  return renderMessage(folder, text, level);
}

async function playFile(path: string, playing: Playing): Promise<ErrorCode | null> {
  const { witness } = playing;
  await witness?.begins(path);
  try {
    return await playSound(path, playing);
  } finally {
    witness?.ends();
  }
}

async function playSound(path: string, { marginMs, signal: stopped }: Playing): Promise<ErrorCode | null> {
  const lengthMs = await lengthOf(path);
  if (typeof lengthMs === 'string') return lengthMs;
  let player: WavPlayer;
  try {
    ({ default: player } = await import('node-wav-player'));
  } catch {
    return 'audio-player-missing';
  }
  if (stopped.aborted) return 'speech-expired';
  const played = new AbortController();
  // Asked to end within stop() itself: the process may be about to exit.
  stopped.addEventListener('abort', () => player.stop(), { signal: played.signal });
  const timeUp = after<ErrorCode>(lengthMs + marginMs, 'audio-timeout', {
    signal: AbortSignal.any([played.signal, stopped]),
  }).catch((): ErrorCode => 'speech-expired');
  const outcome = await Promise.race([player.play({ path, sync: true }).then(() => null, codeOf), timeUp]);
  played.abort();
  if (outcome === 'audio-timeout' || outcome === 'speech-expired') await endProcess(player);
  return outcome;
}

/** Milliseconds of sound, or why there is none. */
async function lengthOf(path: string): Promise<number | ErrorCode> {
  try {
    await using file = await open(path);
    const head = new Uint8Array(HEAD_BYTES_MAX);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const format = readWav(head.subarray(0, bytesRead), (await file.stat()).size);
    return typeof format === 'string' ? format : format.milliseconds;
  } catch {
    return 'audio-not-rendered';
  }
}

/** The player gives text only: "spawn aplay ENOENT", or aplay's exit code in brackets. */
function codeOf(error: unknown): ErrorCode {
  return /ENOENT|EACCES/.test(String(error)) ? 'audio-player-missing' : 'audio-no-device';
}

async function endProcess(player: WavPlayer): Promise<void> {
  // The player asks once, with SIGTERM, and keeps its process to itself; a stuck one needs more.
  const child: unknown = Reflect.get(player, '_proc');
  if (!(child instanceof ChildProcess)) return;
  player.stop();
  if (await exitedWithin(child, GRACE_MS)) return;
  child.kill('SIGKILL');
  await exitedWithin(child, GRACE_MS);
}

async function exitedWithin(child: ChildProcess, limitMs: number): Promise<boolean> {
  const hasExited = (): boolean =>
    child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  if (hasExited()) return true;
  const limit = new AbortController();
  await Promise.race([
    once(child, 'exit', { signal: limit.signal }).catch(() => {}),
    after(limitMs, undefined, { signal: limit.signal }).catch(() => {}),
  ]);
  limit.abort();
  return hasExited();
}
