/**
 * `anbu identity request|install|show|settle`: who this hub is to its broker, from the key to its replacement.
 *
 * Owns the words only; the steps are in `identity/`. Never shows a key, and never takes one in from outside.
 */
import { AnbuError } from '../errors.ts';
import { BORN_MS, HostClock } from '../host.ts';
import { type Installed, installCertificate } from './identity/install.ts';
import { type OwnIdentity, ownIdentity } from './identity/own-identity.ts';
import { keepReceipt, receiptOf, whoIsHere } from './identity/receipts.ts';
import { type Requested, requestIdentity } from './identity/request.ts';
import {
  type IdentityReport,
  type ShownCertificate,
  identityReport,
  settleIdentity,
} from './identity/settle.ts';
import { readIdentityMemory } from './kept-identity.ts';
import { CONFIG, DATA } from './places.ts';
import type { Arguments, ExitCode, Io, Verb } from './verb.ts';

const DAY_MS = 86_400_000;

export const verb: Verb = {
  name: 'identity',
  summary: 'make the key of this hub, ask for its certificate, install it, and replace both in the field',
  usage: [
    'request --out FILE [--config FILE] [--by NAME] [--json]   a key made here, and the request to be signed',
    'install CERTIFICATE [--authority FILE] [--config FILE] [--by NAME] [--json]   what came back',
    'show [--config FILE] [--data DIR] [--json]   whose certificate, until when, and what waits beside it',
    'settle [--config FILE] [--data DIR] [--by NAME] [--json]   the new one was let in: the old one goes',
  ],
  flags: [
    { name: 'out', value: 'FILE', summary: 'request: where the request is written; it holds no secret' },
    {
      name: 'authority',
      value: 'FILE',
      summary: 'install: the authority that must have issued it; without it nobody looks',
    },
    { name: 'config', value: 'FILE', summary: `the configuration of this hub (${CONFIG})` },
    { name: 'data', value: 'DIR', summary: `where the journal lives (${DATA})` },
    { name: 'by', value: 'NAME', summary: 'who does it, for the receipt (the user of this session)' },
    { name: 'json', value: null, summary: 'for programs: one JSON object' },
  ],
  operands: { min: 1, max: 2, first: ['request', 'install', 'show', 'settle'] },
  run: async (args, io) => {
    const [what = '', file] = args.operands;
    // What is wrong with the command is said before anything about a file.
    if ((file === undefined) === (what === 'install'))
      throw new AnbuError('usage', 'identity needs one of: request, install CERTIFICATE, show, settle');
    const own = ownIdentity(args.text('config') ?? CONFIG);
    if (file !== undefined) return install(own, file, args, io);
    if (what === 'request') return request(own, args, io);
    return what === 'show' ? show(own, args, io) : settle(own, args, io);
  },
};

function request(own: OwnIdentity, args: Arguments, io: Io): ExitCode {
  const out = args.text('out');
  if (out === null) throw new AnbuError('usage', 'identity request needs --out FILE');
  const requested = requestIdentity(own, out);
  const { keyId, isNew, isBeside } = requested;
  const key = isBeside ? own.nextKey : own.clientKey;
  if (isNew) {
    const by = whoIsHere(args.text('by'));
    keepReceipt(own, receiptOf(own, key, { what: 'key-made', by, details: { keyId } }), io);
  }
  if (args.on('json')) io.line(JSON.stringify({ kind: 'identity-request', out, ...requested }));
  else io.line(requestedText(own, out, requested));
  return 0;
}

function requestedText({ hub }: OwnIdentity, out: string, { keyId, isNew, isBeside }: Requested): string {
  const key = isNew ? 'a new key was made' : 'the key was here already';
  return [
    `hub ${hub}: ${key} (${keyId})${isBeside ? '; the one in force stays until the new one was let in' : ''}`,
    `${out} is to be signed by the authority of the brokers. What comes back: anbu identity install FILE`,
  ].join('\n');
}

async function install(own: OwnIdentity, certificate: string, args: Arguments, io: Io): Promise<ExitCode> {
  const authority = args.text('authority');
  const done = installCertificate(own, { certificate, authority }, await knownNow());
  if ('refused' in done) {
    const { refused } = done;
    if (args.on('json')) io.line(JSON.stringify({ kind: 'identity-refused', certificate, refused }));
    else
      for (const { met, remedy } of refused) io.line(`refused  ${certificate}: ${met}\n         → ${remedy}`);
    return 1;
  }
  const { keyId, isBeside, endMs } = done;
  const details = { keyId, isBeside, ends: new Date(endMs).toISOString() };
  const by = whoIsHere(args.text('by'));
  // The key in force signs; the first time that is the new one.
  keepReceipt(own, receiptOf(own, own.clientKey, { what: 'certificate-installed', by, details }), io);
  if (args.on('json')) io.line(JSON.stringify({ kind: 'identity-installed', ...done }));
  else io.line(installedText(own, done));
  return 0;
}

function installedText({ hub }: OwnIdentity, { path, isBeside, endMs, isChainChecked }: Installed): string {
  return [
    `hub ${hub}: ${path}, good until ${new Date(endMs).toISOString().slice(0, 10)}`,
    ...(isChainChecked ? [] : ['Not looked at: who has issued it (--authority FILE)']),
    isBeside
      ? 'A running hub tries it within ten minutes, and keeps the old one if it is refused: anbu identity show'
      : 'In force at the next start of the hub.',
  ].join('\n');
}

function show(own: OwnIdentity, args: Arguments, io: Io): ExitCode {
  const report = identityReport(own, readIdentityMemory(args.text('data') ?? DATA));
  io.line(args.on('json') ? JSON.stringify(report) : reportText(report));
  return report.certificate === null || report.rotation === 'refused' ? 1 : 0;
}

const ROTATIONS: Readonly<Record<IdentityReport['rotation'], string>> = {
  none: '',
  waits: 'was not tried yet, or the broker was not reached',
  proven: 'is in force; the old one may go: anbu identity settle',
  refused:
    'was refused by the broker, and the old one stays: see that its authority and access rules know it',
};

function reportText({ site, hub, certificate, requestedKeyId, next, rotation }: IdentityReport): string {
  return [
    `hub ${hub} of site ${site}`,
    certificate === null ? 'certificate  none with its key' : `certificate  ${shownText(certificate)}`,
    ...(requestedKeyId === null ? [] : [`asked for    a certificate of key ${requestedKeyId}`]),
    ...(next === null ? [] : [`new one      ${shownText(next)}`, `             ${ROTATIONS[rotation]}`]),
  ].join('\n');
}

function shownText({ subject, ends, keyId, issuer, fingerprint }: ShownCertificate): string {
  const days = Math.floor((Date.parse(ends) - Date.now()) / DAY_MS);
  return `${subject}; by ${issuer}; ends ${ends.slice(0, 10)} (in ${days} days); key ${keyId}; sha256 ${fingerprint}`;
}

function settle(own: OwnIdentity, args: Arguments, io: Io): ExitCode {
  const before = identityReport(own, readIdentityMemory(args.text('data') ?? DATA));
  const by = whoIsHere(args.text('by'));
  const details = { keyId: before.next?.keyId ?? null, was: before.certificate?.keyId ?? null };
  // Signed by the old key, which is there for the last time.
  const receipt = receiptOf(own, own.clientKey, { what: 'identity-settled', by, details });
  const isSettled = settleIdentity(own, readIdentityMemory(args.text('data') ?? DATA));
  if (isSettled) keepReceipt(own, receipt, io);
  if (args.on('json')) io.line(JSON.stringify({ kind: 'identity-settled', isSettled, ...details }));
  else io.line(isSettled ? `the new one has its place; key ${details.was ?? '?'} is gone` : 'nothing waits');
  return 0;
}

/** A clock that nobody has set is not before this program was. */
async function knownNow(): Promise<{ readonly nowMs: number; readonly isTimeKnown: boolean }> {
  const clock = new HostClock('UTC');
  await clock.settled();
  const { wallMs, quality } = clock.now();
  return { nowMs: Math.max(BORN_MS, wallMs), isTimeKnown: quality === 'synced' };
}
