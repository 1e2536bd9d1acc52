/** Size of a page of the file. */
export const pageBytes = 4096;

/** Index of the log, lock file and epoch file. */
const sideFilesBytes = 64 * 1024;

/** How a byte bound is shared out; together never more than the bound. */
export interface Space {
  /** Pages that the database file may have. */
  readonly maxPages: number;
  /** The write-ahead log is written back into the file whenever it has this many pages. */
  readonly checkpointPages: number;
  /** Most records that one transaction of ours deletes, so that the log stays within its share. */
  readonly deletionsAtOnce: number;
  readonly ballastBytes: number;
}

/**
 * The file's own limit lies below the bound, so that we meet our limit and never the disk's: on a disk that is full
 * SQLite can neither delete nor write the log back. The log's share is four times the checkpoint, for a transaction may
 * start when the log is nearly due and touch a page for each record.
 */
export function planSpace(boundBytes: number): Space {
  const ballastBytes = Math.min(1024 * 1024, Math.floor(boundBytes / 16));
  const logBytes = Math.min(4 * 1024 * 1024, Math.floor(boundBytes / 4));
  const checkpointPages = Math.max(1, Math.floor(logBytes / 4 / pageBytes));
  return {
    maxPages: Math.floor((boundBytes - ballastBytes - logBytes - sideFilesBytes) / pageBytes),
    checkpointPages,
    deletionsAtOnce: checkpointPages,
    ballastBytes,
  };
}
