/**
 * Who a hub is and where its keys lie, read out of its configuration before that can be whole: the check of a
 * configuration wants a certificate, and a certificate is made for a key that is made from this.
 *
 * Owns these few lines of the file and nothing else of it; everything else is `config/load.ts`. Pure.
 */
import { readTree } from '../config/tree.ts';

export interface OwnName {
  readonly site: string;
  /** The common name of its certificate, too. */
  readonly hub: string;
  /** As it stands in the file; null: a hub whose broker is on its own machine needs none. */
  readonly clientKey: string | null;
}
export interface OwnUplink extends OwnName {
  readonly clientKey: string;
  /** As they stand in the file. */
  readonly clientCertificate: string;
  readonly authority: string | null;
}
/** What is missing, as a key path. */
export interface NoUplink {
  readonly missing: string;
}

/** As in the schema of the configuration: what may be part of a topic. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

export function ownName(text: string): OwnName | NoUplink {
  const textAt = uplinkIn(text);
  const [site, hub] = [textAt('site'), textAt('hub')];
  if (site === null || !NAME.test(site)) return { missing: 'uplink.site' };
  if (hub === null || !NAME.test(hub)) return { missing: 'uplink.hub' };
  return { site, hub, clientKey: textAt('clientKey') };
}

export function ownUplink(text: string): OwnUplink | NoUplink {
  const name = ownName(text);
  if ('missing' in name) return name;
  const textAt = uplinkIn(text);
  const [clientKey, clientCertificate] = [name.clientKey, textAt('clientCertificate')];
  if (clientKey === null) return { missing: 'uplink.clientKey' };
  if (clientCertificate === null) return { missing: 'uplink.clientCertificate' };
  return { ...name, clientKey, clientCertificate, authority: textAt('authority') };
}

/** What stands at a key of the section, where it is a text. */
function uplinkIn(text: string): (key: string) => string | null {
  const { value, broken } = readTree(text);
  const uplink = broken.length === 0 ? memberOf(value, 'uplink') : null;
  return (key) => {
    const found = memberOf(uplink, key);
    return typeof found === 'string' && found !== '' ? found : null;
  };
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}
