/**
 * What a home description says of its log: how true it is, and whether anybody lived it.
 *
 * The hub itself has no use for either. A parse boundary; the rest of the file was checked by `loadHome` before.
 */
export interface LogDescription {
  readonly fidelity: string;
  readonly simulated: boolean;
}

/** A description that says nothing is of a full log of a real home. */
export function parse(text: string): LogDescription {
  const value: unknown = read(text);
  const has = typeof value === 'object' && value !== null;
  const fidelity = has && 'fidelity' in value ? String(value.fidelity) : 'full';
  return { fidelity, simulated: has && 'simulated' in value && value.simulated === true };
}

/** `loadHome` takes YAML too; only JSON is promised for home descriptions. */
function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
