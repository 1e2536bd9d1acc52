/** Columns that are searched stand apart; the rest of a thing is its JSON text, checked by its schema when read. */
const firstTables = `
CREATE TABLE stream (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, epoch TEXT NOT NULL, UNIQUE (agent, epoch)) STRICT;
CREATE TABLE record (
  stream INTEGER NOT NULL REFERENCES stream, seq INTEGER NOT NULL, kind TEXT NOT NULL, uid TEXT,
  observedAt TEXT NOT NULL, crc TEXT NOT NULL, body TEXT NOT NULL, arrivedMs INTEGER NOT NULL,
  UNIQUE (stream, seq)) STRICT;
CREATE INDEX recordOfDevice ON record (uid, kind, observedAt) WHERE uid IS NOT NULL;
CREATE TABLE received (
  stream INTEGER NOT NULL REFERENCES stream, low INTEGER NOT NULL, high INTEGER NOT NULL,
  PRIMARY KEY (stream, low)) STRICT, WITHOUT ROWID;
CREATE TABLE gap (
  stream INTEGER NOT NULL REFERENCES stream, low INTEGER NOT NULL, high INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (stream, low, high)) STRICT, WITHOUT ROWID;
CREATE TABLE deviceSection (
  uid TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (uid, name)) STRICT;
CREATE TABLE shown (
  agent TEXT NOT NULL, serial TEXT NOT NULL, PRIMARY KEY (agent, serial)) STRICT, WITHOUT ROWID;
CREATE TABLE sign (
  agent TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, uid TEXT NOT NULL, cause TEXT NOT NULL,
  key TEXT NOT NULL, type TEXT NOT NULL, action TEXT NOT NULL, at TEXT NOT NULL, arrivedMs INTEGER NOT NULL,
  state TEXT NOT NULL, "order" TEXT, closedAt TEXT,
  PRIMARY KEY (agent, epoch, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX signOfCause ON sign (uid, cause, agent, epoch, seq);
CREATE INDEX signByTime ON sign (uid, cause, at);
CREATE INDEX openSign ON sign (uid, cause) WHERE action = 'raise' AND closedAt IS NULL;
CREATE INDEX pendingSign ON sign (arrivedMs) WHERE state = 'pending';
CREATE INDEX signOfOrder ON sign ("order") WHERE "order" IS NOT NULL;
CREATE TABLE series (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
CREATE TABLE workOrder (
  number TEXT PRIMARY KEY, state TEXT NOT NULL, uid TEXT NOT NULL, cause TEXT NOT NULL, openedAt TEXT NOT NULL,
  body TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX unclosedOrder ON workOrder (uid, cause) WHERE state <> 'closed';
CREATE INDEX orderByTime ON workOrder (state = 'closed', openedAt, number);
CREATE TABLE notification (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE agent (id TEXT PRIMARY KEY, tokenHash TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
CREATE TABLE boot (
  id INTEGER PRIMARY KEY, agent TEXT NOT NULL, bootId TEXT NOT NULL, UNIQUE (agent, bootId)) STRICT;
CREATE TABLE code (hash TEXT PRIMARY KEY, site TEXT NOT NULL, expiresMs INTEGER NOT NULL) STRICT;
CREATE TABLE registry (si TEXT PRIMARY KEY, serial TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
CREATE TABLE registryRevision (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL) STRICT;
INSERT INTO registryRevision VALUES (1, 0);
`;

/** `returns` counts how often a boot came back after another one; `offsetMs` is our time less its monotonic one. */
const commandsAndReturns = `
ALTER TABLE boot ADD COLUMN returns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE boot ADD COLUMN offsetMs REAL;
CREATE TABLE command (
  id TEXT PRIMARY KEY, agent TEXT NOT NULL, name TEXT NOT NULL, device TEXT, expiresAt TEXT NOT NULL,
  signature TEXT NOT NULL, outcome TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX openCommand ON command (agent, expiresAt) WHERE outcome IS NULL;
`;

/** What was ordered for a device stands beside its stock. */
const ordersByDevice = "CREATE INDEX orderOfDevice ON workOrder (uid);";

/** What is forgotten by age. */
const recordsByAge =
  "CREATE INDEX fadingRecord ON record (kind, arrivedMs) WHERE kind IN ('reading', 'heartbeat', 'recording');";

/** A new secret of an agent, which counts beside the present one until it is used. */
const offeredTokens = `
ALTER TABLE agent ADD COLUMN tokenSinceMs REAL;
ALTER TABLE agent ADD COLUMN nextTokenHash TEXT;
ALTER TABLE agent ADD COLUMN nextTokenMs REAL;
CREATE UNIQUE INDEX agentOfNextToken ON agent (nextTokenHash) WHERE nextTokenHash IS NOT NULL;
`;

/** The agent that took a code, which may not have got the answer. */
const takenCodes = "ALTER TABLE code ADD COLUMN agent TEXT;";

/** Who enrols with a known key is known; of an agent's boots the newest are kept. */
const knownAgain = `
CREATE INDEX agentOfSigningKey ON agent (body ->> 'signingKey');
CREATE INDEX bootInOrder ON boot (agent, id);
`;

/** Few streams have any: only an outbox that was put back or copied leaves numbers for higher ones. */
const numbersLeft = "CREATE INDEX renumberedGap ON gap (stream, low, high) WHERE reason = 'renumbered';";

/** Stamps that no clock of ours could judge; of records from before this, nobody asked. */
const judgedStamps = "ALTER TABLE record ADD COLUMN isStampSure INTEGER NOT NULL DEFAULT 1;";

/** How far the forgetting by age came; of what went before this was noted, nobody knows how young it was. */
const forgottenKinds = `
CREATE TABLE forgotten (kind TEXT PRIMARY KEY, arrivedBeforeMs INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO forgotten SELECT kind, min(arrivedMs) FROM record
  WHERE kind IN ('reading', 'heartbeat', 'recording') GROUP BY kind;
`;

/** Steps from one version of the file to the next; `user_version` counts those taken. A released step never changes. */
export const schemaSteps: readonly string[] = [
  firstTables,
  commandsAndReturns,
  ordersByDevice,
  recordsByAge,
  offeredTokens,
  takenCodes,
  knownAgain,
  numbersLeft,
  judgedStamps,
  forgottenKinds,
];
