/**
 * What is wrong with a board profile that has the right shape: a pin used twice, a supply pin as a connector, a fact
 * without its source.
 *
 * Owns those rules; a profile in `boards/` has none of these faults. Must never know one board from another.
 */
import type { BoardProfile, Connector, Header } from './board.ts';

/** What is wrong with it, in words; empty when nothing is. `file`: the name of its file without `.json`. */
export function lintBoard(board: BoardProfile, file: string): string[] {
  return [
    ...(board.id === file ? [] : [`the file is ${file}.json, the id is ${board.id}`]),
    ...lintFacts(board),
    ...twice(
      'id',
      board.connectors.map(({ id }) => id),
    ),
    ...twice(
      'label',
      board.connectors.map(({ label }) => label.toLowerCase()),
    ),
    ...twice('wire', board.connectors.map(wireOf)),
    ...twice('pin', pinsOf(board, 'gpio')),
    ...twice('pin of a port', pinsOf(board, 'serial')),
    ...board.connectors.flatMap((connector) => lintConnector(connector, board)),
  ];
}

/** A real board says where its facts are from, and which of them nobody has tried. */
/** A bench of software has neither pins nor anything that lights, sounds or bites. */
function isHardware({ header, leds, audio, watchdog }: BoardProfile): boolean {
  return header !== null || leds.length > 0 || audio.length > 0 || watchdog !== null;
}

function lintFacts(board: BoardProfile): string[] {
  const { sources, untried, model, connectors, kernels } = board;
  const known = new Set(kernels.map(({ chip }) => chip));
  const chips = new Set(connectors.flatMap((each) => (each.bus === 'gpio' ? [each.chip] : [])));
  const faults = sources.length === 0 ? ['no sources'] : [];
  if (!isHardware(board)) return faults;
  if (model === null) faults.push('no model: nobody can tell whether this is the board');
  if (untried.length === 0) faults.push('does not say what was not tried on the hardware');
  for (const source of sources) {
    if (!/^https:\/\/\S+\.\S+/.test(source)) faults.push(`a source without an address: ${source}`);
  }
  for (const chip of chips) {
    if (!known.has(chip)) faults.push(`does not say how any kernel numbers ${chip}`);
  }
  return faults;
}

function lintConnector(connector: Connector, { virtual, header }: BoardProfile): string[] {
  const { id, label, pins } = connector;
  const faults = label === '' ? [`${id}: no label`] : [];
  if (connector.bus === 'serial' && !virtual && connector.console === '')
    faults.push(`${id}: no note on the console`);
  if (connector.bus === 'gpio' && !virtual && pins.length === 0) faults.push(`${id}: no pin`);
  return [...faults, ...pins.flatMap((pin) => lintPin(id, pin, header))];
}

function lintPin(id: string, pin: number, header: Header | null): string[] {
  if (header === null) return [`${id}: pin ${pin} of no header`];
  if (pin > header.pins) return [`${id}: the header has no pin ${pin}`];
  if (header.supply5V.includes(pin)) return [`${id}: pin ${pin} is 5 V`];
  if (header.supply3V3.includes(pin)) return [`${id}: pin ${pin} is 3.3 V`];
  if (header.ground.includes(pin)) return [`${id}: pin ${pin} is ground`];
  return header.reserved.includes(pin) ? [`${id}: pin ${pin} belongs to the board`] : [];
}

function wireOf(connector: Connector): string {
  switch (connector.bus) {
    case 'gpio':
      return `${connector.chip} line ${connector.line}`;
    case 'serial':
      return connector.path;
    case 'ble':
      return connector.adapter;
  }
}

function pinsOf({ connectors }: BoardProfile, bus: Connector['bus']): number[] {
  return connectors.flatMap((each) => (each.bus === bus ? [...each.pins] : []));
}

function twice(what: string, values: readonly (string | number)[]): string[] {
  const repeated = values.filter((value, at) => values.indexOf(value) < at);
  return [...new Set(repeated)].map((value) => `${what} ${value} twice`);
}
