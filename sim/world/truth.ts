/**
 * What really happens in a story, for whoever checks what the hub made of it.
 *
 * Only a shape. Must never reach the hub: it is what the hub is judged by.
 */
/** What really happened, for checkers; the hub never sees it. Local ms. */
export interface Truth {
  readonly atMs: number;
  readonly what:
    | 'fell'
    | 'left'
    | 'came-home'
    | 'pressed'
    | 'touched'
    | 'pulled'
    | 'called-out'
    | 'visited'
    | 'knocked'
    | 'part-broke'
    | 'rescued';
  readonly detail: string;
}
