/**
 * A signal from one client of a D-Bus to another, with nothing in it: what the bus and its client library take at least.
 *
 * Owns both clients. A shell: it runs in real time.
 */
export interface BareSignal {
  send(): void;
  close(): void;
}

const SIGNAL = { path: '/bare', interface: 'bare.Signal', member: 'Sent' } as const;
const BUS = 'org.freedesktop.DBus';

/** Resolves when both clients are on the bus; `arrived` is called for each signal at the far end. */
export async function bareSignal(busAddress: string, arrived: () => void): Promise<BareSignal> {
  const { Message, sessionBus } = await import('dbus-next');
  const from = sessionBus({ busAddress });
  const to = sessionBus({ busAddress });
  const call = { destination: BUS, path: '/org/freedesktop/DBus', interface: BUS };
  const rule = `type='signal',interface='${SIGNAL.interface}'`;
  await to.call(new Message({ ...call, member: 'AddMatch', signature: 's', body: [rule] }));
  // Answered when this end is on the bus, too.
  await from.call(new Message({ ...call, member: 'GetId' }));
  to.on('message', ({ member }) => {
    if (member === SIGNAL.member) arrived();
  });
  return {
    send: () => from.send(Message.newSignal(SIGNAL.path, SIGNAL.interface, SIGNAL.member, '', [])),
    close: () => {
      from.disconnect();
      to.disconnect();
    },
  };
}
