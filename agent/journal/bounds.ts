/**
 * What both journal stores promise alike: how much one commit may delete, and what is never deleted.
 *
 * Owns numbers only. Both stores import them, so that the contract suite holds for both.
 */

/**
 * Rows that one commit looks at for deletion. 500 rows of about 60 bytes are 30 KiB of index and leaf pages, a few
 * milliseconds on an SD card; a backlog of 300,000 rows is gone after 600 commits, well within two hours of groups.
 */
export const PRUNE_ROWS_MAX = 500;

/** The newest checkpoints are never deleted: two may be damaged and the hub still knows its home (design §3). */
export const CHECKPOINTS_KEPT = 3;
