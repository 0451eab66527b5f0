/**
 * Where an installed hub keeps what it knows and how it is set up; the package makes both (boards/hub-package).
 *
 * Owns the two names, so that no verb looks in another place than `run` does. Opens nothing.
 */

/** The journal and all that was learned. */
export const DATA = '/var/lib/anbu';
export const CONFIG = '/etc/anbu/hub.yaml';
