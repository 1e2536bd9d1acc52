import type { AgentBooks, CentralBooks } from "./books.ts";

/** Records of an agent that stops: its goodbye is not waited for longer than a moment, which a slow machine may need. */
const lastWords = 10;
const keptMonths = 14;
const billedMonths = 13;
const keptAlerts = 200;
const keptEvents = 2000;
const ledgerEntries = 10_000;
const sectionsOfDevice = 16;
/** Kinds of records that central forgets by age. */
const fadingKinds = 3;
/** Service numbers count toner and repair apart, each year anew. */
const mostSeries = 4;
/** It is opened, released, escalated and closed. */
const mailsOfOrder = 4;

/** How often the rig did what leaves a row behind. */
export interface RowCauses {
  /** Of the agent. */
  readonly starts: number;
  /** Of central's store to a backup. */
  readonly putBacks: number;
  readonly damages: number;
  /** Files that were carried to central. */
  readonly exports: number;
  /** Numbers that were refused for good. */
  readonly refused: number;
  /** Numbers under which a record waited when its epoch ended, with others around them delivered. */
  readonly left: number;
}

/** Tables of either side that hold more rows than what happened explains, and tables of which nobody said how many. */
export function findGrownTables(agent: AgentBooks, central: CentralBooks, causes: RowCauses): readonly string[] {
  const { devices, epoch, lastSeq } = agent;
  const events = central.events.length;
  // A damage begins an epoch, and one that took the memory of the epoch too another, once central has named the latest.
  const epochs = 1 + 2 * causes.damages;
  const ofAgent: Readonly<Record<string, number>> = {
    ...{
      meta: 1,
      record: lastWords,
      delivered: central.records,
      delivered_gap: 1 + causes.refused,
      gap: agent.quarantined.filter((record) => record.epoch === epoch && record.seq > lastSeq - lastWords).length,
      quarantine: causes.refused,
      newest: devices,
      ledger: ledgerEntries,
    },
    // Of each device a whole and what moved since; of the site, of central's commands, of losses, and of what was carried by hand, one or two each.
    state: 2 * devices + 6,
    ...{ month_close: billedMonths * devices, month: keptMonths * devices, alert: keptAlerts * devices },
    event: keptEvents,
    sqlite_sequence: 2,
  };
  const ofCentral: Readonly<Record<string, number>> = {
    // An epoch after a damage begins with a gap; there, and at numbers that never came, a range of received ones ends.
    ...{
      stream: epochs,
      received: epochs + causes.refused + causes.left,
      gap: epochs - 1 + causes.refused * (1 + causes.putBacks),
    },
    record: central.records,
    ...{ deviceSection: sectionsOfDevice * devices, shown: devices, registry: devices },
    ...{ sign: events, workOrder: events, notification: mailsOfOrder * events, series: mostSeries },
    ...{
      agent: 1,
      code: 1,
      boot: causes.starts + causes.exports,
      command: 0,
      registryRevision: 1,
      forgotten: fadingKinds,
    },
  };
  return [...findGrown("the agent", agent.rows, ofAgent), ...findGrown("central", central.rows, ofCentral)];
}

function findGrown(
  who: string,
  rows: ReadonlyMap<string, number>,
  bounds: Readonly<Record<string, number>>,
): readonly string[] {
  return [...rows].flatMap(([table, count]) => {
    const most = bounds[table];
    if (most === undefined) return [`table ${table} of ${who} has no bound here`];
    return count > most ? [`table ${table} of ${who} grew to ${count} rows, ${most} are explained`] : [];
  });
}
