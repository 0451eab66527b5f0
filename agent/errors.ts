/**
 * The closed list of operating errors, each with a hint for the person who sees it.
 *
 * An operating error is something the world did (no disk, no broker, a bad file); it is returned or thrown as an
 * `AnbuError` and handled by somebody. A programmer's error is an `assert` and ends the process: the service
 * manager restarts it, and the journal makes that safe.
 */

/** code → what the person who reads it can do. Sorted. */
export const ERRORS = {
  'ack-timeout':
    'The broker took a message and never acknowledged it. anbu reconnects by itself; look at the broker.',
  'audio-no-device': 'No sound device. Plug in the speaker, then run: anbu doctor',
  'audio-not-rendered':
    'The prompt has no sound yet. Install the package espeak-ng, then run: npm run prompts',
  'audio-not-wav': 'The prompt file is not a WAV file. Render the prompts again: npm run prompts',
  'audio-player-missing': 'The program aplay is missing. Install the package alsa-utils.',
  'audio-timeout': 'The sound device hangs. Unplug the speaker and plug it in again.',
  'broker-refused':
    'The broker refused the connection. Check certificate, user name and access rules of this hub.',
  'broker-unreachable':
    'The broker cannot be reached. Check the network; anbu keeps everything and tries again.',
  'broker-untrusted':
    'What answers is not our broker: another authority, another name, or no TLS at all. Nothing was sent to it. Look for a login page on this network, for uplink.authority, and for somebody in between.',
  'bus-unavailable': 'This bus is not there. Check wiring and permissions, then run: anbu doctor',
  'certificate-expired':
    'The broker’s certificate has run out, or is not valid yet. Renew it there; anbu keeps everything and tries again.',
  'certificate-refused': 'Install the PEM file that the authority sent back for the request of this hub.',
  'client-id-taken':
    'Somebody else connects under this hub’s name, again and again. Was the memory card copied?',
  'clock-untrusted':
    'The hub does not know the time well enough to obey this. Send it again once a time server has set its clock.',
  'command-unsupported': 'The centre asked for something this version cannot do. Install a newer anbu.',
  'config-invalid': 'Mend the lines named above, then run: anbu run --check-config --config FILE',
  'config-unread':
    'The program that reads the configuration was ended each time it was tried. Look at the memory of this machine.',
  'counter-replayed':
    'A command came twice or out of order and was not obeyed. If it repeats, somebody may be replaying.',
  'envelope-expired': 'A command came too late and was not obeyed. Check the clocks of hub and centre.',
  'envelope-malformed': 'A message from the centre was not in the agreed form and was not obeyed.',
  'export-cut': 'The export is not whole. Copy it again from where it was made.',
  'export-damaged': 'The export was changed or damaged. Copy it again from where it was made.',
  'export-newer': 'The export was made by a newer anbu. Install that version here.',
  'file-differs':
    'Nothing was changed. Is this the right hub? If what lies there is of no use, move it aside, then try again.',
  'file-not-found': 'No such file. Check the path.',
  'file-unwritable': 'The file cannot be written. Check the folder, its owner and the space that is left.',
  'history-thinned':
    'The journal was full of history that nobody has kept, and the oldest of it was let go. Mend the link.',
  'home-invalid': 'Mend the home description at the place named above.',
  'hub-at-work': 'Wait until the alert is closed, or the question answered, then try again.',
  'hub-half-wiped':
    'It goes on when it is asked for again: anbu decommission, or factory-reset on the console of this hub.',
  'identity-unproven':
    'Leave the hub running with a broker in reach; anbu identity show says when the new one was let in.',
  'journal-corrupt':
    'A damaged part of the journal was moved aside; the hub goes on. Keep the file for inspection.',
  'journal-exists':
    'A journal is never overwritten. Name another folder, or move what is there aside if it is of no use.',
  'journal-full': 'The disk is full. Free some space; alerts still leave from memory.',
  'journal-handed-over':
    'Another hub goes on with this journal. Only if that one never ran: anbu export --take-back',
  'journal-locked': 'Another anbu uses this data folder. Stop it first, or choose another folder.',
  'journal-newer':
    'The journal was written by a newer anbu. Install that version again, or choose another folder.',
  'journal-unwritable': 'The journal cannot be written. Check the disk; alerts still leave from memory.',
  'kept-beyond':
    'The centre said it keeps records that never left, and was not believed. Check what it acknowledges.',
  'key-in-use': 'The hub has known a key of this name. Give the new key a name that never was one.',
  'key-limit': 'The hub has been given as many keys as it remembers. Bring it a new file of keys in person.',
  'key-not-proven':
    'Only another key that the hub has obeyed before may retire one. Let it obey something under that key first.',
  'key-unknown': 'A command was signed with a key this hub does not know and was not obeyed.',
  'key-unusable': 'It must be a private key on the curve P-256, as PEM. Move it aside to have one made here.',
  'leaving-unseen':
    'No sensor of this home notices who leaves, so no plan was taken. Fit a contact at the entrance door.',
  'log-malformed': 'Mend the line named above. The format is: time,sensor,class,value',
  'message-too-big': 'The broker refuses messages of this size. Raise its maximum packet size.',
  'messages-too-many': 'As many messages as a day may have were taken, or wait. Send this one later.',
  'microphone-garbled': 'The microphone gives more than sound can be. Unplug it, or name another one.',
  'microphone-missing':
    'The microphone cannot be read. Plug it in, end what else uses it, then run: anbu doctor',
  'microphone-silent': 'The microphone gives nothing at all. Unplug it and plug it in again.',
  'need-unknown':
    'Nothing of this id waits for an answer in this home. Look it up, or send the words as a message.',
  'not-connected': 'There is no connection to the broker. anbu keeps everything and tries again.',
  'openssl-missing': 'Install the package openssl.',
  'passphrase-wrong': 'Look it up again: without it nobody can open the export.',
  'programme-over': 'What is done together under this id is over or withdrawn. Give a new one a new id.',
  'programmes-too-many':
    'As many invitations as a home may have are open. Withdraw one, or wait for its end.',
  'provision-busy': 'Nothing was changed. Wait for the end of the other one, and run this again.',
  'publish-refused': 'The broker refused this topic. Check the access rules of this hub.',
  'queue-full': 'More work came in than the hub can take. Look for a sensor that floods.',
  'setting-fixed': 'No command may change this setting. It is changed in the home, in the file of the hub.',
  'recorder-missing': 'The program arecord is missing. Install the package alsa-utils.',
  'reminders-too-many':
    'As many reminders stand as a home may have. Withdraw one, or change one by its name.',
  'settings-busy': 'A change of settings is being judged or tried. Wait for its record, then send this anew.',
  'settings-stale': 'These settings are not newer than those the hub has taken. Give them a higher version.',
  'settings-too-often': 'Settings were ordered too often today. Send these tomorrow.',
  'signature-wrong': 'A command was not signed by the centre and was not obeyed. Somebody may be forging.',
  'speech-expired': 'The moment for this sentence had passed; it was not said.',
  'text-frightens': 'The text frightens whoever hears it alone. Say it in calmer words.',
  'text-number-unclear':
    'A number in the text can be read in two ways, or not at all. Write that number as a word.',
  'text-unspeakable':
    'Only Korean and English letters, blanks and plain stops are spoken, at most 200 with numbers as words.',
  'time-passed': 'The time named in a command has passed already. Send it with a later one.',
  'time-too-far': 'The time named in a command is farther ahead than it may be. Send it with an earlier one.',
  usage: 'Run: anbu --help',
  'visit-elsewhere':
    'Nothing was changed. Name the folder of this home by --out, or another one, or move what lies there aside and run this again.',
  'wipe-unconfirmed': 'Name this hub to say that it is meant.',
} as const satisfies Record<string, string>;
export type ErrorCode = keyof typeof ERRORS;

/** An operating error: a code from the list, and what exactly was met. */
export class AnbuError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  /** `hint`: where more is known than the code alone can say. */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { readonly hint?: string }) {
    super(message, options);
    this.name = 'AnbuError';
    this.code = code;
    this.hint = options?.hint ?? ERRORS[code];
  }
}

/** A programmer's error: crash, loudly, here. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** Makes a switch exhaustive: the compiler refuses a case that was forgotten. */
export function unreachable(value: never): never {
  throw new Error(`not a known case: ${JSON.stringify(value)}`);
}
