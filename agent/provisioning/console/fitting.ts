/**
 * Answers that are lists, cut to what one frame takes: the first problems, the last lines of a log, the last news of a walk.
 *
 * Owns which end of a list goes first, and that it is said. Everything else that is too long is refused in its place.
 */
import { encodeFrame } from './frame.ts';
import { type Answer, refusal } from './requests.ts';

const TOO_LONG = refusal('answer-too-long', 'The answer does not fit into a frame. Ask for less.');

export function answerFrame(id: number, answer: Answer): string {
  for (const shorter of shorterAndShorter(answer)) {
    const frame = encodeFrame(id, 'ok' in shorter ? { ok: shorter.ok } : { error: shorter.error });
    if (frame !== null) return frame;
  }
  return encodeFrame(id, TOO_LONG) ?? '';
}

function* shorterAndShorter(answer: Answer): Generator<Answer> {
  yield answer;
  if ('error' in answer) {
    const { problems = [] } = answer.error;
    for (let left = problems.length - 1; left > 0; left -= 1) {
      const more = `and ${problems.length - left} more: mend these first`;
      yield { error: { ...answer.error, problems: [...problems.slice(0, left), more] } };
    }
    return;
  }
  for (const name of ['log', 'news']) {
    const list = answer.ok[name];
    if (!Array.isArray(list)) continue;
    for (let from = 1; from <= list.length; from += 1)
      yield { ok: { ...answer.ok, [name]: list.slice(from) } };
  }
}
