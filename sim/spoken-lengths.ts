/**
 * How long each sentence of a language takes: the length of its rendered WAV, or the estimate where there is none.
 *
 * Read once before a run, so that virtual time never waits for a disk. Never renders by itself: `renderMissing` does,
 * and says plainly when it cannot.
 */
import { type Clip, clipsOf } from '../agent/companion/prompts.ts';
import { clipLengthMs, renderPrompts } from '../agent/companion/render.ts';
import { promptsFolder } from '../agent/companion/speaker.ts';
import type { Language } from '../agent/config/config.ts';
import { AnbuError } from '../agent/errors.ts';

/** Renders what is missing; without espeak-ng sentences keep their estimated length and make no sound. */
export async function renderMissing(language: Language, note: (text: string) => void): Promise<void> {
  try {
    const { made } = await renderPrompts({ folder: promptsFolder(), languages: [language] });
    if (made > 0) note(`${made} sentences spoken to files by espeak-ng`);
  } catch (error) {
    if (!(error instanceof AnbuError)) throw error;
    note(`${error.message}; sentences are shown, with their estimated length`);
  }
}

export async function spokenLengths(language: Language): Promise<(clip: Clip) => number> {
  const folder = promptsFolder();
  const lengths = new Map<string, number>();
  for (const clip of clipsOf(language)) lengths.set(clip.name, await clipLengthMs(folder, clip));
  return (clip) => lengths.get(clip.name) ?? 0;
}
