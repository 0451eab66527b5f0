/**
 * Pins and ports: which way lines are read, whether the board's chips are there, who may open what.
 *
 * Owns these verdicts; opens nothing itself (`devices.ts` does that, through the buses). The pull resistors of lines
 * read by sysfs cannot be seen or set from here: the line to put into config.txt is told instead.
 */
import { companionOutputs } from '../../config/light-place.ts';
import type { BusAddress } from '../../ports.ts';
import { type DigitalInput, type FoundChip, chooseChip } from '../../sensors/buses/digital-input.ts';
import { chooseWay } from '../../sensors/buses/gpio.ts';
import { sysfsInput } from '../../sensors/buses/gpio-sysfs.ts';
import { gpiomonInput } from '../../sensors/buses/gpiomon.ts';
import { type Examined, addressesOn, portOf } from './examined.ts';
import { type Finding, findingsOf } from './finding.ts';
import type { Machine } from './machine.ts';

export async function examineWires(
  about: Examined,
  ways: readonly DigitalInput[] = waysOf(about.machine),
): Promise<Finding[]> {
  if (about.board?.virtual === true) return [findingsOf('gpio').skipped('lines', 'the board is simulated')];
  return [...(await examineLines(about, ways)), ...examinePorts(about), ...(await examineGroups(about))];
}

function waysOf(machine: Machine): readonly DigitalInput[] {
  return [sysfsInput({ root: machine.at('/sys/class/gpio') }), gpiomonInput({ env: machine.env })];
}

async function examineLines(about: Examined, ways: readonly DigitalInput[]): Promise<Finding[]> {
  const gpio = findingsOf('gpio');
  const lines = addressesOn(about, 'gpio');
  const way = await chooseWay(ways);
  if (typeof way === 'string')
    return [
      gpio.absent(lines.length > 0, 'lines', way, 'Install gpiod: apt install gpiod'),
      ...(await examineOutputs(about, ways, [])),
    ];
  const chips = await chipsOf(way);
  if (typeof chips === 'string') {
    const [what = chips, hint = 'Add the user that anbu runs as to the group gpio'] = chips.split('; ');
    return [gpio.broken(way.name, what, hint)];
  }
  const labels = chips.map(({ label, lines: count }) => `${label} (${count} lines)`).join(', ') || 'no chips';
  return [
    gpio.ok('lines', `read by ${way.name}; here are ${labels}`),
    ...lines.map((line) => examineLine(line, chips)),
    ...pullResistors(about, way, lines),
    ...(await examineOutputs(about, ways, chips)),
  ];
}

/** A lamp or a shaker is driven, and not every way that reads a line can do that. */
async function examineOutputs(
  { config, board }: Examined,
  ways: readonly DigitalInput[],
  chips: readonly FoundChip[],
): Promise<Finding[]> {
  const gpio = findingsOf('gpio');
  if (config === null || board === null) return [];
  const way = await chooseWay(ways.filter(({ setsLevel }) => setsLevel === true));
  const remedy = 'npm run setup, or put it on a Firmata board';
  return companionOutputs(config.companion, board).flatMap(({ setting, address }) => {
    if (address.bus !== 'gpio') return [];
    if (typeof way !== 'string') return [examineLine(address, chips)];
    return [gpio.missing(setting, `a line is switched by onoff alone: ${way}`, remedy)];
  });
}

async function chipsOf(way: DigitalInput): Promise<readonly FoundChip[] | string> {
  try {
    return await way.chips();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

type Line = Extract<BusAddress, { bus: 'gpio' }>;

function examineLine(line: Line, chips: readonly FoundChip[]): Finding {
  const gpio = findingsOf('gpio');
  const subject = `${line.chip} line ${line.line}`;
  const chip = chooseChip(chips, line);
  if (typeof chip !== 'string') return gpio.ok(subject, 'is there');
  return gpio.missing(subject, chip, 'Check the line `board:` of the configuration against this machine');
}

/** What sysfs cannot set: to be put into config.txt, one line for each direction. */
function pullResistors({ board }: Examined, way: DigitalInput, lines: readonly Line[]): Finding[] {
  if (way.setsBias || board?.model?.startsWith('Raspberry Pi') !== true) return [];
  const pulled = (bias: Line['bias']): string =>
    lines.flatMap((line) => (line.bias === bias ? [line.line] : [])).join(',');
  const settings = [
    [pulled('pull-up'), 'pu'],
    [pulled('pull-down'), 'pd'],
  ].flatMap(([numbers, word]) => (numbers === '' ? [] : [`gpio=${numbers}=${word}`]));
  if (settings.length === 0) return [];
  const detail = `${way.name} neither sets nor sees them`;
  const remedy = `In config.txt, then reboot: ${settings.join(' and ')}`;
  return [findingsOf('gpio').skipped('pull resistors', detail, remedy)];
}

function examinePorts({ machine, board, devices, companion }: Examined): Finding[] {
  const serial = findingsOf('serial');
  const adapters = machine.list('/dev/serial/by-id');
  const places = [...devices.map(({ address }) => address), ...companion];
  const wanted = [...new Set(places.flatMap((address) => portOf(address) ?? []))];
  const found = wanted.map((path) => {
    if (!machine.exists(path)) {
      const seen = adapters.length === 0 ? 'no adapter is plugged in' : `there are: ${adapters.join(', ')}`;
      const port = board?.connectors.find((each) => each.bus === 'serial' && each.path === path);
      const how = port?.bus === 'serial' ? port.console : 'Plug it in, and name it by /dev/serial/by-id/…';
      return serial.missing(path, `not here; ${seen}`, how);
    }
    return machine.isOpen(path)
      ? serial.ok(path, 'may be read and written')
      : serial.broken(path, 'permission denied', 'Add the user that anbu runs as to the group dialout');
  });
  if (found.length > 0) return found;
  const detail = adapters.length === 0 ? 'no adapter is plugged in' : `plugged in: ${adapters.join(', ')}`;
  return [serial.skipped('ports', `${detail}; no device is configured on one`)];
}

/** The service's user, where there is one, else whoever asks. */
async function examineGroups(about: Examined): Promise<Finding[]> {
  const { machine, devices, companion } = about;
  const permission = findingsOf('permission');
  const isInstalled = /^anbu:/m.test(machine.read('/etc/passwd') ?? '');
  const answer = await machine.run('id', '-Gn', ...(isInstalled ? ['anbu'] : []));
  const groups = answer?.code === 0 ? answer.output.split(/\s+/) : [];
  const user = isInstalled ? 'anbu' : 'this user';
  if (groups.includes('root')) return [permission.ok('groups', `${user} is root`)];
  const needed = new Set(['audio']);
  // What stands on the bench of anbu sim belongs to who started it.
  const isBench = about.board?.portsBelow === '/';
  for (const address of isBench ? [] : [...devices.map((device) => device.address), ...companion]) {
    if (address.bus === 'gpio') needed.add('gpio');
    else if (address.bus === 'ble') needed.add('bluetooth');
    else needed.add('dialout');
  }
  const known = machine.read('/etc/group') ?? '';
  return [...needed].toSorted().flatMap((group) => {
    if (groups.includes(group)) return [permission.ok(group, `${user} is in this group`)];
    // Debian itself has no group gpio: there the rights are given in another way, and opening tells.
    if (!new RegExp(`^${group}:`, 'm').test(known)) return [];
    const remedy = `usermod -aG ${group} ${isInstalled ? 'anbu' : '"$USER"'}, then start anbu anew`;
    return [permission.broken(group, `${user} is not in this group`, remedy)];
  });
}
