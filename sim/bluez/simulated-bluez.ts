/**
 * A BlueZ that is none: org.bluez on a private bus, with one adapter and the ways in which bluetoothd fails.
 *
 * Plays what a client of adverts sees (adapter, discovery, devices, service data) and no more. Its rule for repeated
 * adverts is that of bluez 5.66, src/device.c: unless a client asked for DuplicateData, unchanged service data is
 * told once, and RSSI in steps of 8 dB. So it proves the client, not BlueZ. A shell: it runs in real time.
 */
import { EventEmitter } from 'node:events';

import type * as Dbus from 'dbus-next';

import type { Advert } from '../../agent/ports.ts';
import type { EmulatedBeacon } from '../../agent/sensors/emulated-bus.ts';
import { describe } from './introspection.ts';
import { PrivateBus } from './private-bus.ts';

const BLUEZ = 'org.bluez';
const ADAPTER = 'org.bluez.Adapter1';
const DEVICE = 'org.bluez.Device1';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const OBJECTS = 'org.freedesktop.DBus.ObjectManager';
const INTROSPECTABLE = 'org.freedesktop.DBus.Introspectable';
const RSSI_STEP = 8;
const BASE_UUID = '-0000-1000-8000-00805f9b34fb';

/** What brings a deaf adapter back. */
export type Cure = 'restart-discovery' | 'power-cycle' | 'reconnect' | 'nothing';
interface Client {
  wantsDuplicates: boolean;
  isDiscovering: boolean;
}
interface Device {
  text: string;
  rssi: number;
}

export class SimulatedBluez {
  readonly adapter: string;
  readonly #bus: PrivateBus;
  #dbus: typeof Dbus | null = null;
  #connection: Dbus.MessageBus | null = null;
  readonly #clients = new Map<string, Client>();
  readonly #devices = new Map<string, Device>();
  #hasAdapter = true;
  #isPowered = true;
  #isFrozen = false;
  #isScanLeft = false;
  #deafness: Cure | null = null;
  /** Method calls by name, for who wants to know what was done. */
  readonly calls: string[] = [];

  /** `program`: the dbus-daemon; `folder`: where its socket is to be. */
  constructor(program: string, folder: string, adapter = 'hci0') {
    this.adapter = adapter;
    this.#bus = new PrivateBus(program, folder);
  }

  /** For DBUS_SYSTEM_BUS_ADDRESS of who is to hear it. */
  get address(): string {
    return this.#bus.address;
  }
  get isDiscovering(): boolean {
    return [...this.#clients.values()].some((client) => client.isDiscovering);
  }
  get isPowered(): boolean {
    return this.#isPowered;
  }

  async start(): Promise<void> {
    this.#dbus ??= await import('dbus-next');
    await this.#bus.start();
    await this.#connect(this.#dbus);
    await this.appear();
  }
  async stop(): Promise<void> {
    this.#connection?.disconnect();
    this.#connection = null;
    await this.#bus.stop();
  }

  /** Brings a beacon within reach. */
  plug(beacon: EmulatedBeacon): void {
    beacon.listen((advert) => this.hear(beacon.mac, advert));
  }
  /** The radio receives an advert. */
  hear(mac: string, { serviceData, rssi }: Advert): void {
    const isDeaf = this.#isFrozen || this.#deafness !== null || !this.#isPowered || !this.#hasAdapter;
    if (isDeaf || !this.isDiscovering || this.#dbus === null) return;
    const { Variant } = this.#dbus;
    const path = `/org/bluez/${this.adapter}/dev_${mac.replaceAll(':', '_')}`;
    const data: Record<string, Dbus.Variant> = {};
    for (const [uuid, bytes] of Object.entries(serviceData))
      data[`0000${uuid}${BASE_UUID}`] = new Variant('ay', Buffer.from(bytes));
    const heard = { text: JSON.stringify(Object.entries(serviceData)), rssi: rssi ?? -127 };
    const before = this.#devices.get(path);
    const properties: Record<string, Dbus.Variant> = { RSSI: new Variant('n', heard.rssi) };
    if (Object.keys(data).length > 0) properties['ServiceData'] = new Variant('a{sv}', data);
    if (before === undefined) {
      this.#devices.set(path, heard);
      const described = { ...properties, Address: new Variant('s', mac), Paired: new Variant('b', false) };
      this.#signal('/', OBJECTS, 'InterfacesAdded', ['oa{sa{sv}}', path, { [DEVICE]: described }]);
      return;
    }
    if (![...this.#clients.values()].some((client) => client.isDiscovering && client.wantsDuplicates)) {
      if (before.text === heard.text) delete properties['ServiceData'];
      if (Math.abs(before.rssi - heard.rssi) < RSSI_STEP) delete properties['RSSI'];
      if (Object.keys(properties).length === 0) return;
    }
    this.#devices.set(path, heard);
    this.#signal(path, PROPERTIES, 'PropertiesChanged', ['sa{sv}as', DEVICE, properties, []]);
  }

  // ---- What goes wrong ---------------------------------------------------------------------------------------

  /** bluetoothd takes calls and answers none; adverts are lost. */
  freeze(isFrozen: boolean): void {
    this.#isFrozen = isFrozen;
  }
  /** The kernel still scans for a bluetoothd that was killed: nobody else may. Seen with bluez 5.66. */
  leaveScan(isLeft: boolean): void {
    this.#isScanLeft = isLeft;
  }
  /** The adapter hears nothing until it is given what cures it; null: it hears again by itself. */
  deafen(cure: Cure | null): void {
    this.#deafness = cure;
  }
  /** bluetoothd ends: all that it knew is gone. */
  async vanish(): Promise<void> {
    this.#forget();
    await this.#connection?.releaseName(BLUEZ);
  }
  /** bluetoothd is started. */
  async appear(): Promise<void> {
    await this.#connection?.requestName(BLUEZ);
  }
  /** Somebody switches the adapter off or on. */
  power(isPowered: boolean): void {
    if (this.#isPowered === isPowered || this.#dbus === null) return;
    this.#isPowered = isPowered;
    if (isPowered && this.#deafness === 'power-cycle') this.#deafness = null;
    if (!isPowered) for (const client of this.#clients.values()) client.isDiscovering = false;
    this.#adapterChanged({ Powered: isPowered, ...(isPowered ? {} : { Discovering: false }) });
  }
  /** The adapter is pulled out of its socket, or put in. */
  plugAdapter(isThere: boolean): void {
    if (this.#hasAdapter === isThere) return;
    this.#hasAdapter = isThere;
    const path = `/org/bluez/${this.adapter}`;
    this.#forget();
    if (isThere)
      this.#signal('/', OBJECTS, 'InterfacesAdded', ['oa{sa{sv}}', path, { [ADAPTER]: this.#properties() }]);
    else this.#signal('/', OBJECTS, 'InterfacesRemoved', ['oas', path, [ADAPTER, PROPERTIES]]);
  }
  /** The bus dies and is started again, as a whole machine's messaging would be. */
  async restartBus(): Promise<void> {
    await this.#bus.stop();
    this.#forget();
    await this.start();
  }
  async stopBus(): Promise<void> {
    this.#forget();
    await this.#bus.stop();
  }
  freezeBus(isFrozen: boolean): void {
    this.#bus.freeze(isFrozen);
  }

  // ---- The service -------------------------------------------------------------------------------------------

  async #connect(dbus: typeof Dbus): Promise<void> {
    const connection = dbus.sessionBus({ busAddress: this.address });
    this.#connection = connection;
    // Its types leave out the errors; the end of the bus is one of the things that are played.
    const emitter: unknown = connection;
    if (emitter instanceof EventEmitter) emitter.on('error', () => {});
    connection.addMethodHandler((message) => this.#answer(message));
    connection.on('message', (message) => this.#watch(message));
    await connection.call(
      new dbus.Message({
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
        member: 'AddMatch',
        signature: 's',
        body: [`type='signal',member='NameOwnerChanged',sender='org.freedesktop.DBus'`],
      }),
    );
  }
  /** A client that ends discovers no more. */
  #watch({ member, body }: Dbus.Message): void {
    if (member === 'NameOwnerChanged' && body[2] === '') this.#clients.delete(String(body[0]));
  }

  /** True: it was for us, whether or not we answer. */
  #answer(message: Dbus.Message): boolean {
    const { interface: from, member, path } = message;
    if (!path.startsWith('/org/bluez') && path !== '/') return false;
    this.calls.push(member);
    if (this.#isFrozen) return true;
    const isAdapter = path === `/org/bluez/${this.adapter}` && this.#hasAdapter;
    if (from === INTROSPECTABLE) this.#reply(message, 's', this.#describe(path));
    else if (from === OBJECTS) this.#reply(message, 'a{oa{sa{sv}}}', this.#objects());
    else if (isAdapter && from === PROPERTIES) this.#property(message);
    else if (isAdapter && from === ADAPTER) this.#discovery(message);
    else this.#refuse(message, 'org.freedesktop.DBus.Error.UnknownObject', `${path} has no ${member}`);
    return true;
  }
  #describe(path: string): string {
    if (path === '/') return describe('root', ['org']);
    if (path === '/org/bluez') return describe('manager', this.#hasAdapter ? [this.adapter] : []);
    const devices = [...this.#devices.keys()].map((each) => each.split('/').at(-1) ?? '');
    return describe('adapter', path.endsWith(this.adapter) ? devices : []);
  }
  #objects(): Record<string, unknown> {
    return this.#hasAdapter ? { [`/org/bluez/${this.adapter}`]: { [ADAPTER]: this.#properties() } } : {};
  }
  #properties(): Record<string, Dbus.Variant> {
    if (this.#dbus === null) return {};
    const { Variant } = this.#dbus;
    return { Powered: new Variant('b', this.#isPowered), Discovering: new Variant('b', this.isDiscovering) };
  }
  #property(message: Dbus.Message): void {
    const [, name, value] = message.body;
    const properties = this.#properties();
    if (message.member === 'GetAll') this.#reply(message, 'a{sv}', properties);
    else if (message.member === 'Get' && typeof name === 'string' && name in properties)
      this.#reply(message, 'v', properties[name]);
    else if (message.member === 'Set' && name === 'Powered') {
      this.power(typeof value === 'object' && value !== null && 'value' in value && value.value === true);
      this.#reply(message, '');
    } else this.#refuse(message, 'org.freedesktop.DBus.Error.InvalidArgs', 'no such property');
  }
  #discovery(message: Dbus.Message): void {
    const { member, sender } = message;
    const known = this.#clients.get(sender);
    const client = known ?? { wantsDuplicates: false, isDiscovering: false };
    this.#clients.set(sender, client);
    if (known === undefined && this.#deafness === 'reconnect') this.#deafness = null;
    if (member === 'SetDiscoveryFilter') client.wantsDuplicates = wantsDuplicates(message.body[0]);
    else if (!this.#isPowered) return this.#refuse(message, 'org.bluez.Error.NotReady', 'Resource Not Ready');
    else if (member === 'StartDiscovery') {
      if (client.isDiscovering || this.#isScanLeft)
        return this.#refuse(message, 'org.bluez.Error.InProgress', 'Operation already in progress');
      if (this.#deafness === 'restart-discovery' && known !== undefined) this.#deafness = null;
      client.isDiscovering = true;
      this.#adapterChanged({ Discovering: true });
    } else {
      client.isDiscovering = false;
      if (!this.isDiscovering) this.#adapterChanged({ Discovering: false });
    }
    return this.#reply(message, '');
  }
  #forget(): void {
    this.#clients.clear();
    this.#devices.clear();
  }

  #adapterChanged(changed: Readonly<Record<string, boolean>>): void {
    if (this.#dbus === null) return;
    const { Variant } = this.#dbus;
    const told = Object.fromEntries(
      Object.entries(changed).map(([name, is]) => [name, new Variant('b', is)]),
    );
    this.#signal(`/org/bluez/${this.adapter}`, PROPERTIES, 'PropertiesChanged', [
      'sa{sv}as',
      ADAPTER,
      told,
      [],
    ]);
  }
  #signal(
    path: string,
    from: string,
    member: string,
    [signature, ...body]: readonly [string, ...unknown[]],
  ): void {
    if (this.#dbus === null || this.#isFrozen) return;
    this.#send(this.#dbus.Message.newSignal(path, from, member, signature, body));
  }
  #reply(message: Dbus.Message, signature: string, ...body: unknown[]): void {
    if (this.#dbus !== null) this.#send(this.#dbus.Message.newMethodReturn(message, signature, body));
  }
  #refuse(message: Dbus.Message, name: string, text: string): void {
    if (this.#dbus !== null) this.#send(this.#dbus.Message.newError(message, name, text));
  }
  #send(message: Dbus.Message): void {
    try {
      this.#connection?.send(message);
    } catch {
      // The bus is away: nobody is there to hear it.
    }
  }
}

function wantsDuplicates(filter: unknown): boolean {
  const wanted: unknown =
    typeof filter === 'object' && filter !== null && 'DuplicateData' in filter ? filter.DuplicateData : null;
  return typeof wanted === 'object' && wanted !== null && 'value' in wanted && wanted.value === true;
}
