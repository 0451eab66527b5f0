/**
 * Where an installed hub keeps what it knows and how it is set up; the package makes both (boards/hub-package).
 *
 * Owns the names, so that no verb looks in another place than `run` does. Opens nothing.
 */

/** The journal and all that was learned. */
export const DATA = '/var/lib/anbu';
export const CONFIG = '/etc/anbu/hub.yaml';
/** The codes of the console on the cable: root's, and the hub reads how often they were wrong. */
export const CLAIMS = '/var/lib/anbu-console';
/** Where the running hub answers; the service manager makes the folder. */
export const SOCKET = '/run/anbu/hub.sock';
