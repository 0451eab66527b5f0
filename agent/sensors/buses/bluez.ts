/**
 * One connection to BlueZ over the system bus: calls that always come back, signals as plain facts.
 *
 * Owns the D-Bus side of Bluetooth: three match rules for everything, never one per device (the bus refuses at 512;
 * node-ble #36), and a time limit on every call, because neither a frozen bluetoothd nor a dead bus ever answers.
 * Must never take what BlueZ remembers for something that was heard: only signals are adverts. API: bluez 5.66,
 * doc/adapter-api.txt and doc/device-api.txt; the service data of a first sight comes with InterfacesAdded.
 */
import type { Message, MessageBus, MessageLike, Variant } from 'dbus-next';
import type { Advert } from '../../ports.ts';

/** What node-ble brings along: its bus, and the classes of the same build (another build's are refused). */
export interface DbusParts {
  readonly bus: MessageBus;
  /** Hears the errors of the bus, which its types leave out. */
  onError(listener: (error: unknown) => void): void;
  readonly Message: typeof Message;
  readonly Variant: typeof Variant;
}
export type BluezFact =
  /** A device was heard; `advert` null: without service data, or nobody wants it. */
  | { readonly type: 'heard'; readonly adapter: string; readonly mac: string; readonly advert: Advert | null }
  /** Something of an adapter or of bluetoothd changed, so that discovery may have ended. */
  | { readonly type: 'changed'; readonly detail: string }
  /** The bus itself is gone. */
  | { readonly type: 'dead'; readonly detail: string };

const BLUEZ = 'org.bluez';
const DBUS = 'org.freedesktop.DBus';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const OBJECTS = 'org.freedesktop.DBus.ObjectManager';
const ADAPTER = 'org.bluez.Adapter1';
const DEVICE = 'org.bluez.Device1';
const RULES = [
  `type='signal',sender='${BLUEZ}',interface='${PROPERTIES}',member='PropertiesChanged',path_namespace='/org/bluez'`,
  `type='signal',sender='${BLUEZ}',interface='${OBJECTS}'`,
  `type='signal',sender='${DBUS}',interface='${DBUS}',member='NameOwnerChanged',arg0='${BLUEZ}'`,
];
/** An extended advert has no more (Bluetooth Core 5.4, vol. 6 part B, 2.3.4.9). */
const SERVICE_DATA_BYTES_MAX = 1_650;
const SERVICES_MAX = 16;
const BASE_UUID = '-0000-1000-8000-00805f9b34fb';
const DEVICE_PATH = /^\/org\/bluez\/([^/]+)\/dev_([0-9A-F]{2}(?:_[0-9A-F]{2}){5})$/;

export interface BluezListener {
  /** Whether somebody asks for the adverts of this device; those of others are only counted as heard. */
  wants(mac: string): boolean;
  tell(fact: BluezFact): void;
}

export class Bluez {
  readonly #parts: DbusParts;
  readonly #callMs: number;
  readonly #listener: BluezListener;
  #isClosed = false;

  constructor(parts: DbusParts, callMs: number, listener: BluezListener) {
    this.#parts = parts;
    this.#callMs = callMs;
    this.#listener = listener;
    // Without a listener an error of the bus ends the process.
    parts.onError((error) => this.#tell({ type: 'dead', detail: textOf(error) }));
    parts.bus.on('message', (message) => this.#hear(message));
  }

  /** Asks for the signals. Rejects when the bus does not answer. */
  async subscribe(): Promise<void> {
    for (const rule of RULES) await this.#dbus('AddMatch', 's', [rule]);
    // The library's first proxy asks for a match rule beside its own call, and while it waits for the one nobody
    // catches what the other throws: without bluetoothd that ends the process. So the first is of what is always there.
    const first = this.#parts.bus.getProxyObject(DBUS, '/org/freedesktop/DBus', '<node/>');
    await inTime(first, this.#callMs, 'getProxyObject');
  }
  /** Rejects when the bus is dead. */
  async ping(): Promise<void> {
    await this.#dbus('GetId', '', []);
  }
  async setPowered(adapter: string, isPowered: boolean): Promise<void> {
    const value = new this.#parts.Variant('b', isPowered);
    await this.#call({
      path: `/org/bluez/${adapter}`,
      interface: PROPERTIES,
      member: 'Set',
      signature: 'ssv',
      body: [ADAPTER, 'Powered', value],
    });
  }
  /** Every advert is to be told, also one like the last: BlueZ leaves those out unless it is asked. */
  async discover(adapter: string): Promise<void> {
    const { Variant } = this.#parts;
    const path = `/org/bluez/${adapter}`;
    const filter = { Transport: new Variant('s', 'le'), DuplicateData: new Variant('b', true) };
    await this.#call({
      path,
      interface: ADAPTER,
      member: 'SetDiscoveryFilter',
      signature: 'a{sv}',
      body: [filter],
    });
    const start = { path, interface: ADAPTER, member: 'StartDiscovery' };
    try {
      await this.#call(start);
    } catch (error) {
      if (!textOf(error).includes('InProgress')) throw error;
      // Ours already, or the kernel's for a bluetoothd that was killed. That one ends within ten seconds, and nothing
      // tells of it: only a start that was taken is one. With nothing of ours to stop, stopping is refused.
      await this.#call({ path, interface: ADAPTER, member: 'StopDiscovery' }).catch(() => {});
      await this.#call(start);
    }
  }
  /** Rejects with bluetoothd's error, or when it has not answered in time. */
  async #call(message: MessageLike): Promise<readonly unknown[]> {
    return this.#send({ destination: BLUEZ, ...message });
  }
  /** From now on nothing is told; the connection is closed by whoever opened it. */
  close(): void {
    this.#isClosed = true;
  }

  async #dbus(member: string, signature: string, body: unknown[]): Promise<void> {
    await this.#send({
      destination: DBUS,
      path: '/org/freedesktop/DBus',
      interface: DBUS,
      member,
      signature,
      body,
    });
  }
  async #send(message: MessageLike): Promise<readonly unknown[]> {
    const { bus, Message: Call } = this.#parts;
    const reply = await inTime(bus.call(new Call(message)), this.#callMs, message.member ?? '');
    return reply?.body ?? [];
  }

  #tell(fact: BluezFact): void {
    if (!this.#isClosed) this.#listener.tell(fact);
  }

  #hear({ interface: from, member, path, body }: Message): void {
    if (member === 'NameOwnerChanged') {
      if (body[0] !== BLUEZ) return;
      this.#tell({ type: 'changed', detail: body[2] === '' ? 'bluetoothd ended' : 'bluetoothd started' });
    } else if (from === PROPERTIES && member === 'PropertiesChanged') {
      if (body[0] === DEVICE) this.#hearDevice(path, tableOf(body[1]));
      else if (body[0] === ADAPTER) this.#hearAdapter(path, tableOf(body[1]));
    } else if (from === OBJECTS && typeof body[0] === 'string') {
      if (member === 'InterfacesAdded') this.#hearAdded(body[0], tableOf(body[1]));
      else if (member === 'InterfacesRemoved' && listOf(body[1]).includes(ADAPTER))
        this.#tell({ type: 'changed', detail: `${body[0]} is gone` });
    }
  }
  #hearAdded(path: string, interfaces: Readonly<Record<string, unknown>>): void {
    if (DEVICE in interfaces) this.#hearDevice(path, tableOf(interfaces[DEVICE]));
    else if (ADAPTER in interfaces) this.#tell({ type: 'changed', detail: `${path} is there` });
  }
  #hearAdapter(path: string, changed: Readonly<Record<string, unknown>>): void {
    // Not `Discovering`: BlueZ pauses between two rounds of a scan that goes on.
    if (valueOf(changed['Powered']) === false) this.#tell({ type: 'changed', detail: `${path} is off` });
  }
  #hearDevice(path: string, properties: Readonly<Record<string, unknown>>): void {
    const [, adapter, address] = DEVICE_PATH.exec(path) ?? [];
    if (adapter === undefined || address === undefined) return;
    const { RSSI, ServiceData, ManufacturerData } = properties;
    if (RSSI === undefined && ServiceData === undefined && ManufacturerData === undefined) return;
    const mac = address.replaceAll('_', ':');
    const isAdvert = ServiceData !== undefined && this.#listener.wants(mac);
    const advert = isAdvert ? advertOf(valueOf(ServiceData), valueOf(RSSI)) : null;
    this.#tell({ type: 'heard', adapter, mac, advert });
  }
}

function advertOf(serviceData: unknown, rssi: unknown): Advert {
  return { serviceData: serviceDataOf(tableOf(serviceData)), rssi: typeof rssi === 'number' ? rssi : null };
}

/** The same promise, with an end. What answers too late is dropped. */
export async function inTime<T>(promise: Promise<T>, limitMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: no answer in ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const type: unknown = 'type' in error ? error.type : '';
  return typeof type === 'string' && type !== '' ? `${type}: ${error.message}` : error.message;
}

/** Service data by 16-bit UUID; longer UUIDs are none of Bluetooth's own and nobody here asks for them. */
function serviceDataOf(table: Readonly<Record<string, unknown>>): Record<string, Uint8Array> {
  const found: Record<string, Uint8Array> = {};
  for (const [uuid, variant] of Object.entries(table).slice(0, SERVICES_MAX)) {
    const bytes = valueOf(variant);
    if (!uuid.startsWith('0000') || !uuid.endsWith(BASE_UUID) || !(bytes instanceof Uint8Array)) continue;
    if (bytes.length <= SERVICE_DATA_BYTES_MAX) found[uuid.slice(4, 8)] = new Uint8Array(bytes);
  }
  return found;
}

function valueOf(variant: unknown): unknown {
  return typeof variant === 'object' && variant !== null && 'value' in variant ? variant.value : undefined;
}

function tableOf(value: unknown): Readonly<Record<string, unknown>> {
  return isTable(value) ? value : {};
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
