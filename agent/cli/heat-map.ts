/**
 * A day of 24 hours by rows, as a map in blocks: denser is more. Fits 80 columns and needs no colour.
 *
 * Owns the drawing only: what a row means and how dense a number is say those who call.
 */

const LABEL = 14;
const CELL = 2;
const HOURS = 24;
const HOURS_APART = 3;

/** A step of density: numbers below `below` are drawn so. */
export interface Shade {
  readonly below: number;
  readonly block: string;
  /** SGR colour (ECMA-48), where the output has colours. */
  readonly colour: string;
  readonly words: string;
}
export interface MapRow {
  readonly label: string;
  /** By hour; null is left empty. */
  readonly cells: readonly (number | null)[];
  /** At most 15 characters. */
  readonly note: string;
}
export interface MapStyle {
  readonly shades: readonly Shade[];
  /** What an empty cell says. */
  readonly empty: string;
  readonly colour: boolean;
  /** The hour that is marked; null: none. */
  readonly hour: number | null;
}

export function heatMap(rows: readonly MapRow[], style: MapStyle): string[] {
  return [
    `${'hour'.padEnd(LABEL)} ${hoursText()}`,
    ...rows.map(({ label, cells, note }) => {
      const drawn = cells.map((cell) => blockOf(cell, style)).join('');
      return `${label.slice(0, LABEL).padEnd(LABEL)} ${drawn} ${note}`.trimEnd();
    }),
    ...(style.hour === null ? [] : [`${' '.repeat(LABEL + 1 + style.hour * CELL)}^^ now`]),
    legendText(style),
  ];
}

function hoursText(): string {
  const hours = Array.from({ length: HOURS / HOURS_APART }, (_, at) => at * HOURS_APART);
  return hours
    .map((hour) =>
      String(hour)
        .padStart(2, '0')
        .padEnd(HOURS_APART * CELL),
    )
    .join('')
    .trimEnd();
}

function blockOf(cell: number | null, { shades, colour }: MapStyle): string {
  const shade = cell === null ? undefined : shades.find(({ below }) => cell < below);
  return shade === undefined ? ' '.repeat(CELL) : painted(shade, colour);
}

function painted({ block, colour: code }: Shade, colour: boolean): string {
  const text = block.repeat(CELL);
  return colour ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function legendText({ shades, empty, colour }: MapStyle): string {
  const steps = shades.map((shade) => `${painted(shade, colour)} ${shade.words}`);
  return `  ${[...steps, `blank ${empty}`].join('  ')}`;
}
