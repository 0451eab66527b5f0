/**
 * Why a sensor node could not be set up, and what the technician does about it: one row each.
 *
 * Owns the words. Each hint is something that hands can do at once; none asks for knowledge of the protocol.
 */

/** fault → what to do. Sorted. */
export const SETUP_FAULTS = {
  // sorted
  'another-node':
    'Another node was set up under this name. Plug that one in; to put this one in its place, run again with --replace NAME.',
  'firmware-other':
    'Programme the node with the firmware of this release (boards/sensor-node), then plug it in again.',
  'node-foreign':
    'It belongs to another home. To take it over, switch it off, hold its button, switch it on, and let go after 12 seconds.',
  'node-lacks': 'Take a node that has what the plan wants of it, or change the plan.',
  'node-other': 'Plug in the node of this name; that one needs nothing more.',
  'not-a-node':
    'What speaks there is no sensor node: a meter, a companion or a Firmata board needs no setting up. Plug the node in.',
  'port-lost': 'Plug the cable in again and run the same command: it goes on where it was.',
  'port-unavailable':
    'Check the port and who may use it. A hub that runs holds its ports: systemctl stop anbu',
  'port-unclear': 'Name the port of each node in the plan (port:), or plug the nodes in one after the other.',
  refused:
    'Switch the node off and on, and run the same command. If it refuses again, its memory is worn out.',
  silent: 'Is the node switched on, and is this its cable? Unplug it, count to five, plug it in again.',
  'two-nodes': 'Leave only one new node on the line, and run the same command.',
  unanswered:
    'It speaks and does not answer: check the wire to its RX pin, switch it off and on, run the same command.',
} as const satisfies Record<string, string>;
export type SetupFault = keyof typeof SETUP_FAULTS;
