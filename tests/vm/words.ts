/**
 * What guest and host say to each other: one JSON object a line, over a virtual console.
 *
 * Both sides read it here. A line that is none of these words is somebody's stray output and is passed over.
 */
export type Word =
  | { readonly says: 'begins'; readonly scenario: string }
  | { readonly says: 'passed'; readonly title: string; readonly note: string }
  | { readonly says: 'failed'; readonly title: string; readonly why: string }
  /** The guest waits for the answer before it goes on. */
  | { readonly says: 'asks'; readonly what: string }
  | { readonly says: 'ends'; readonly scenario: string; readonly code: number };
export type Answer =
  | { readonly done: string; readonly result: unknown }
  | { readonly refused: string; readonly why: string };

/** The sensor node that the host plays and the guest's hub knows. */
export const NODE = { address: 7, keyHex: '000102030405060708090a0b0c0d0e0f' } as const;

export function parseWord(line: string): Word | null {
  const word = parse(line);
  return word !== null && 'says' in word ? (word as Word) : null;
}
export function parseAnswer(line: string): Answer | null {
  const answer = parse(line);
  return answer !== null && ('done' in answer || 'refused' in answer) ? (answer as Answer) : null;
}

function parse(line: string): object | null {
  if (!line.startsWith('{')) return null;
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Cuts a stream of text into lines. */
export function lineCutter(take: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
}
