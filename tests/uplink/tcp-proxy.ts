/**
 * A TCP proxy on the loopback address that does to a connection what networks do.
 *
 * Real sockets, and no clock of its own but for the throttle. Owns every connection through it. Must never change a
 * byte that it carries, but where it reads MQTT to drop or repeat a PUBACK.
 */
import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { type Packet, generate, parser } from 'mqtt-packet';

export interface Weather {
  /** Bytes go in and none come out, in both directions; nothing is closed: a link that is half open. */
  readonly blackHole: boolean;
  /** Connections are taken, and nobody is behind them. */
  readonly deaf: boolean;
  /** Each way, from now on. */
  readonly bytesPerS: number;
  readonly delayMs: number;
  /** PUBACKs on their way to the client. */
  readonly pubacks: 'pass' | 'drop' | 'twice';
}
const FAIR: Weather = {
  blackHole: false,
  deaf: false,
  bytesPerS: Number.POSITIVE_INFINITY,
  delayMs: 0,
  pubacks: 'pass',
};

export class TcpProxy {
  /** Connections that were made to it. */
  connects = 0;
  /** What a black hole swallowed on its way to the broker. */
  readonly swallowed: Buffer[] = [];
  #weather = FAIR;
  #cutAfter: number | null = null;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#server = createServer((near) => this.#join(near, target));
  }
  static async to(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  /** Sets some of it, leaves the rest. */
  set(weather: Partial<Weather>): void {
    this.#weather = { ...this.#weather, ...weather };
  }
  /** Ends every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
  /** Ends every connection once so many bytes more have gone up. */
  cutAfter(bytes: number): void {
    this.#cutAfter = bytes;
  }
  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, target: number): void {
    this.connects += 1;
    this.#keep(near);
    if (this.#weather.deaf) return;
    const far = connect(target, '127.0.0.1');
    this.#keep(far);
    // A connection through a black hole ends only where the client ends it.
    near.on('close', () => far.destroySoon());
    far.on('close', () => {
      if (!this.#weather.blackHole) near.destroySoon();
    });
    const up = this.#pipe(near, far);
    near.on('data', (bytes: Buffer) => this.#upwards(bytes, up));
    far.on('data', this.#downwards(this.#pipe(far, near)));
  }
  #upwards(bytes: Buffer, send: (bytes: Buffer) => void): void {
    if (this.#weather.blackHole) {
      this.swallowed.push(bytes);
      return;
    }
    if (this.#cutAfter === null) return send(bytes);
    this.#cutAfter -= bytes.length;
    if (this.#cutAfter > 0) return send(bytes);
    this.#cutAfter = null;
    this.cut();
  }
  #downwards(send: (bytes: Buffer) => void): (bytes: Buffer) => void {
    const read = parser({ protocolVersion: 5 });
    read.on('packet', (packet: Packet) => {
      const { pubacks } = this.#weather;
      const times = packet.cmd !== 'puback' ? 1 : pubacks === 'drop' ? 0 : 2;
      for (let at = 0; at < times; at += 1) send(generate(packet, { protocolVersion: 5 }));
    });
    return (bytes) => {
      if (this.#weather.blackHole) return;
      if (this.#weather.pubacks === 'pass') send(bytes);
      else read.parse(bytes);
    };
  }

  /** Writes to `to` in order, as late as the weather has it. */
  #pipe(from: Socket, to: Socket): (bytes: Buffer) => void {
    let freeMs = 0;
    return (bytes) => {
      const { bytesPerS, delayMs } = this.#weather;
      const nowMs = performance.now();
      freeMs = Math.max(freeMs, nowMs + delayMs) + (bytes.length / bytesPerS) * 1000;
      const write = (): void => {
        if (to.write(bytes)) return;
        from.pause();
        to.once('drain', () => from.resume());
      };
      if (freeMs <= nowMs) write();
      else setTimeout(write, freeMs - nowMs);
    };
  }
  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
