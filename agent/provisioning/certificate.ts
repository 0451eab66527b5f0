/**
 * Whether a certificate may become this hub's: what is held against it, all of it at once, each with what to do.
 *
 * Owns the verdicts of `anbu identity install`. Pure: whoever parsed the certificate says what stands in it. The name is
 * what a broker knows a hub by (`uplink/access-rules.ts`); RFC 5280 §4.2.1.12 for the purpose, §6 for the chain.
 */

export interface CertificateFacts {
  /** Of its subject; null: there is none. */
  readonly commonName: string | null;
  readonly organisation: string | null;
  /** Ms since 1970 UTC. */
  readonly fromMs: number;
  readonly endMs: number;
  readonly isAuthority: boolean;
  /** Extended key usages, as object identifiers; null: any. */
  readonly purposes: readonly string[] | null;
  /** Whether it was made for one of the keys that lie here. */
  readonly isForOurKey: boolean;
  /** Whether a path leads to the authority that was named; null: none was named, so nobody looked. */
  readonly isIssued: boolean | null;
}
export interface CertificateWanted {
  readonly site: string;
  readonly hub: string;
  /** Ms since 1970 UTC; and whether that is to be believed. */
  readonly nowMs: number;
  readonly isTimeKnown: boolean;
}
export interface Objection {
  readonly code:
    | 'other-key'
    | 'other-hub'
    | 'other-site'
    | 'ended'
    | 'not-yet'
    | 'ends-soon'
    | 'authority'
    | 'purpose'
    | 'other-authority';
  readonly met: string;
  readonly remedy: string;
}

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const DAY_MS = 86_400_000;
/** Below this the hub would ask for the next one at once: `certificate-ending` is raised a month ahead. */
const DAYS_LEFT_MIN = 30;

export function objectionsTo(facts: CertificateFacts, wanted: CertificateWanted): Objection[] {
  return [
    ...keyObjections(facts),
    ...nameObjections(facts, wanted),
    ...dateObjections(facts, wanted),
    ...kindObjections(facts),
  ];
}

function keyObjections({ isForOurKey }: CertificateFacts): Objection[] {
  if (isForOurKey) return [];
  return [
    {
      code: 'other-key',
      met: 'it was made for a key that is not on this hub',
      remedy: 'Send the request that `anbu identity request` writes here, and install what comes back for it',
    },
  ];
}

function nameObjections(
  { commonName, organisation }: CertificateFacts,
  { site, hub }: CertificateWanted,
): Objection[] {
  const found: Objection[] = [];
  if (commonName !== hub)
    found.push({
      code: 'other-hub',
      met: commonName === null ? 'it names no hub' : `it is for hub ${commonName}, and this is ${hub}`,
      remedy: `Install it on that hub, or correct uplink.hub; here one with the common name ${hub} is needed`,
    });
  // An authority may leave the organisation out; a wrong one is another district's.
  if (organisation !== null && organisation !== site)
    found.push({
      code: 'other-site',
      met: `it is for site ${organisation}, and this hub is of ${site}`,
      remedy: 'Install it where it belongs, or correct uplink.site',
    });
  return found;
}

function dateObjections(
  { fromMs, endMs }: CertificateFacts,
  { nowMs, isTimeKnown }: CertificateWanted,
): Objection[] {
  const daysLeft = Math.floor((endMs - nowMs) / DAY_MS);
  if (!(endMs >= nowMs))
    return [{ code: 'ended', met: `it ended ${-daysLeft} days ago`, remedy: 'Ask for a new one' }];
  const found: Objection[] = [];
  // A clock that nobody has set is behind: that only forgives beginnings.
  if (isTimeKnown && !(fromMs <= nowMs))
    found.push({ code: 'not-yet', met: 'it is not valid yet', remedy: 'Check the clocks here and there' });
  if (isTimeKnown && daysLeft < DAYS_LEFT_MIN)
    found.push({
      code: 'ends-soon',
      met: `it ends in ${daysLeft} days`,
      remedy: `Ask for one that is good for longer than ${DAYS_LEFT_MIN} days: nobody comes back before`,
    });
  return found;
}

function kindObjections({ isAuthority, purposes, isIssued }: CertificateFacts): Objection[] {
  const found: Objection[] = [];
  if (isAuthority)
    found.push({
      code: 'authority',
      met: 'it is the certificate of an authority',
      remedy: 'That one goes into uplink.authority; here the hub’s own is needed',
    });
  if (purposes !== null && !purposes.includes(CLIENT_AUTH))
    found.push({
      code: 'purpose',
      met: 'it is not meant for whoever calls a server (no clientAuth)',
      remedy: 'Ask for one with the purpose TLS client',
    });
  if (isIssued === false)
    found.push({
      code: 'other-authority',
      met: 'the authority that was named has not issued it',
      remedy: 'Name the authority that the broker trusts, and put what lies between into the same file',
    });
  return found;
}
