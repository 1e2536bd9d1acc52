import type { LogLevel } from "../leaf/log.ts";

/** What a person needs to know about one event code of the log. */
export interface LogCode {
  /** The gravest level at which it is written. */
  readonly level: LogLevel;
  readonly meaning: string;
  readonly cause: string;
  /** What to do; "nothing" where it is news only. */
  readonly remedy: string;
}

const news = "nothing";

/**
 * Every code that the agent writes by itself, in the order of the data. Codes of site events (`tonerNeed.raised` …) are
 * made from the names of the contract: `.raised` when something began, `.cleared` when it is over, none for a note.
 */
export const logCatalogue: Readonly<Record<string, LogCode>> = {
  "agent.started": { level: "info", meaning: "The agent runs.", cause: "A start.", remedy: news },
  "agent.stopping": { level: "info", meaning: "The agent was asked to stop.", cause: "A signal.", remedy: news },
  "agent.stopped": {
    level: "info",
    meaning: "The agent has stopped and stored everything.",
    cause: "A signal.",
    remedy: news,
  },
  "agent.enrolled": {
    level: "info",
    meaning: "The one-time code was traded for a credential.",
    cause: "The first start after a set-up.",
    remedy: news,
  },
  "agent.not-enrolled": {
    level: "warn",
    meaning: "Central did not take the one-time code.",
    cause: "The code is wrong, used or expired, or central cannot be reached.",
    remedy: "`mfp-agent doctor --network`; ask the service for a new code.",
  },
  "agent.token-renewed": {
    level: "info",
    meaning: "Central gave this agent a new token, which took the place of the old one.",
    cause: "The old one was in use for months.",
    remedy: news,
  },
  "agent.token-not-kept": {
    level: "warn",
    meaning: "A new token from central could not be stored; the old one goes on to be used.",
    cause: "A full disk, or a state folder that takes no file.",
    remedy: "`mfp-agent doctor`; central offers another within hours.",
  },
  "agent.crashed": {
    level: "error",
    meaning: "An error that nothing handled ended the agent, with exit code 70; the service manager starts it again.",
    cause: "A bug of ours; `at` says where.",
    remedy: "Send the line to the developers. Nothing is lost that was stored.",
  },
  "agent.safe-mode": {
    level: "warn",
    meaning:
      "The agent ended five times within ten minutes. `addresses` were being asked at most of these ends and are left out for a day, or until the agent is stopped and started; with none the cause is another.",
    cause: "A bug of ours that these devices bring out; or too little memory.",
    remedy: "Send the lines `agent.crashed` and `mfp-agent record ADDRESS` to the developers.",
  },
  "agent.slow": {
    level: "warn",
    meaning:
      "The agent's own program was late by `p99Ms` in one of a hundred looks during five minutes, by `maxMs` at most: answers of devices waited so long, and some may have been taken for lost.",
    cause: "A machine that has too little to give, such as a slow disk or an overbooked host; or a bug of ours.",
    remedy: "Look at the load and the disk of the machine; if they are quiet, send the line to the developers.",
  },
  "agent.task-crashed": {
    level: "error",
    meaning: "Something that comes round, such as a heartbeat or a search, could not be done; it comes round again.",
    cause: "A bug of ours.",
    remedy: "Send the line to the developers.",
  },
  "watchdog.withheld": {
    level: "error",
    meaning: "Polls or the upload stand still in the agent itself; unless that ends, systemd restarts it soon.",
    cause: "A bug of ours; `reason` names what stands.",
    remedy: "Send the lines before it to the developers.",
  },
  "watchdog.unheard": {
    level: "warn",
    meaning: "systemd could not be told how the agent is, and may take it for hung.",
    cause: "The program `systemd-notify` is missing, or the unit was changed.",
    remedy: "Use config/mfp-agent.service as it is delivered.",
  },
  "config.reloaded": {
    level: "info",
    meaning: "The configuration was read again: `taken` is in force now, `waitsForRestart` is not.",
    cause: "`mfp-agent reload`, or SIGHUP.",
    remedy: "Restart the agent if something waits for it.",
  },
  "config.refused": {
    level: "error",
    meaning: "The configuration that was read again is wrong; the one before stays in force.",
    cause: "A mistake in the configuration, its secrets or a file that it names.",
    remedy: "Correct what the line names, then `mfp-agent reload`.",
  },
  "log.file-off": {
    level: "warn",
    meaning: "No log file is written, only standard output.",
    cause: "The folder of the log file cannot be written.",
    remedy: "Correct `log.file`, or the permissions of the folder.",
  },
  "sweep.started": {
    level: "info",
    meaning: "The ranges are being searched; at level debug where it is for a lost device, each hour.",
    cause: "The start, the weekly search, a change of ranges, or a wish of central.",
    remedy: news,
  },
  "sweep.finished": { level: "info", meaning: "The search is over.", cause: "As above.", remedy: news },
  "meeting.crashed": {
    level: "error",
    meaning: "The search could not deal with what one address said; the others are searched.",
    cause: "A bug of ours.",
    remedy: "Send the line to the developers; the next search asks there again.",
  },
  "sweep.crashed": {
    level: "error",
    meaning: "The search ended early.",
    cause: "A bug of ours.",
    remedy: "Send the line to the developers; the next search comes by itself.",
  },
  "name.unknown": {
    level: "warn",
    meaning: "A host name of the ranges cannot be resolved, or leads to an address that is not asked.",
    cause: "A name server that fails, a printer that is gone, or an address that is left out or not private.",
    remedy: "Correct the name, or use the address; `isOwnPublicRange` says that public addresses are yours.",
  },
  "device.not-met": {
    level: "warn",
    meaning: "A device answered the search and could not be read.",
    cause: "It sleeps again, is overloaded, or refuses part of the MIB.",
    remedy: "`mfp-agent doctor --device ADDRESS`.",
  },
  "device.version-1": {
    level: "warn",
    meaning: "A device is silent in SNMPv2c and answers the same community in SNMPv1, and is read so.",
    cause: "SNMPv2c is off in it, or it is old.",
    remedy: "Turn SNMPv2c on in the device, or give it a range whose credential has version 1: that saves the waiting.",
  },
  "device.engine-changed": {
    level: "warn",
    meaning: "Another SNMPv3 engine answers at the address of a device than before.",
    cause:
      "A device or its network card was replaced or reset, the address was given to another, or somebody answers in between.",
    remedy: "If nobody worked on the device, find out who answers there.",
  },
  "traps.listening": {
    level: "info",
    meaning: "Devices may send traps: each makes the agent read that device at once.",
    cause: "`traps.enabled`.",
    remedy: news,
  },
  "traps.taken": {
    level: "debug",
    meaning: "A device sent a trap and is read; what comes within ten seconds of it leads to one more reading.",
    cause: "Something happened at the device.",
    remedy: news,
  },
  "traps.off": {
    level: "error",
    meaning: "Traps are not heard; devices are read at their intervals all the same.",
    cause: "The port is taken, or ports below 1024 need a permission.",
    remedy: "Set `traps.port` to a free port above 1023, or `traps.enabled` to false.",
  },
  "poll.crashed": {
    level: "error",
    meaning: "A poll ended early.",
    cause: "A bug of ours.",
    remedy: "Send the line to the developers; other devices are not touched.",
  },
  "reading.crashed": {
    level: "error",
    meaning: "A reading could not be turned into events.",
    cause: "A bug of ours.",
    remedy: "Send the line and `mfp-agent read ADDRESS --json` to the developers.",
  },
  "commit.crashed": {
    level: "error",
    meaning: "Readings could not be stored together.",
    cause: "A bug of ours.",
    remedy: "Send the line to the developers.",
  },
  "listener.crashed": {
    level: "error",
    meaning: "What was stored could not be handed on to the page or the upload; it is kept all the same.",
    cause: "A bug of ours.",
    remedy: "Send the line to the developers.",
  },
  "record.done": {
    level: "info",
    meaning: "A device was recorded for central, without personal data.",
    cause: "Central asked for it and the site allows `record`.",
    remedy: news,
  },
  "record.failed": {
    level: "error",
    meaning: "A device was not recorded for central; `reason` tells why.",
    cause: "It did not answer, or its credential is not configured any more.",
    remedy: "`mfp-agent read ADDRESS`; central can ask again.",
  },
  "outbox.opened": {
    level: "warn",
    meaning: "The outbox is open; as a warning: it was recovered.",
    cause: "A start.",
    remedy: "After a recovery look at `lostAtLeast` and `lostAtMost` in the line; without a number nobody can tell.",
  },
  "outbox.recovered": {
    level: "error",
    meaning:
      "The outbox was damaged, or put back to an older state (`reason`), and replaced by what could be saved; or the disk works again (`after`).",
    cause: "A disk that fails, a power cut on a disk that lies, or a backup put back.",
    remedy: "Check the disk; the file from before stays beside the new one.",
  },
  "outbox.put-back": {
    level: "error",
    meaning: "The outbox was deleted under the running agent and was written again; nothing is lost.",
    cause: "Somebody, or a cleaning program, deleted the state folder.",
    remedy: "Keep cleaning programs off the state folder.",
  },
  "outbox.full": {
    level: "warn",
    meaning: "The outbox has reached its bound and thins out old readings.",
    cause: "A long outage, or a bound that is too small.",
    remedy: "Mend the upload, or raise `outbox.maxMegabytes`.",
  },
  "outbox.not-stored": {
    level: "error",
    meaning: "Nothing can be stored at the moment.",
    cause: "The disk is full or takes no writes.",
    remedy: "Free disk space; the agent goes on by itself.",
  },
  "outbox.records-damaged": {
    level: "error",
    meaning: "Some records could not be read any more and are told to central as a gap.",
    cause: "A disk that fails.",
    remedy: "Check the disk.",
  },
  "outbox.forgotten": {
    level: "warn",
    meaning:
      "Central no longer knows numbers between `from` and `to`, which it had acknowledged. Of `again` records a copy is here and is sent once more; `missing` numbers stay missing there, and where there are any, all that is still open at the devices is told again.",
    cause: "A backup of central was put back, or the agent speaks to another central now.",
    remedy:
      "Tell the service. A month's billing readings that stay missing there: `mfp-agent export --month 2026-10 --page FILE`.",
  },
  "outbox.renumbered": {
    level: "warn",
    meaning:
      "Central holds numbers that this outbox gave in another life; what waited under them has new ones (`above`).",
    cause:
      "The state folder was put back, as with a snapshot of a virtual machine, or another machine is a copy of this one.",
    remedy: "After a snapshot nothing: no record is lost. If it comes again and again, look for the copy.",
  },
  "outbox.state-damaged": {
    level: "warn",
    meaning: "A stored memory could not be read; it is built anew.",
    cause: "A disk that fails.",
    remedy: "Check the disk.",
  },
  "inbox.taken": {
    level: "info",
    meaning: "What a person handed in was taken: a declaration of stock, a request, or work on the quarantine.",
    cause: "`mfp-agent stock`, `request` or `outbox quarantine`, or the local page.",
    remedy: news,
  },
  "inbox.refused": {
    level: "warn",
    meaning: "A file in the inbox is no wish of a person; it stays there as `.refused`.",
    cause: "Another version of the command, or a stranger's file.",
    remedy: "Hand it in again with `mfp-agent stock` or `request`.",
  },
  "inbox.crashed": {
    level: "error",
    meaning: "What a person handed in could not be taken; it stays in the inbox and is tried again at the next start.",
    cause: "A bug of ours.",
    remedy: "Send the line to the developers.",
  },
  "inbox.stuck": {
    level: "debug",
    meaning: "A file in the inbox cannot be read yet, or not be deleted; it is not taken twice.",
    cause: "Permissions of the folder, or a disk that takes no writes.",
    remedy: "Correct the permissions.",
  },
  "upload.begins": {
    level: "info",
    meaning: "The first upload comes in `inS` seconds.",
    cause: "The agent started; after a power cut not all agents may come at once.",
    remedy: news,
  },
  "upload.acknowledged": { level: "info", meaning: "Central has taken records.", cause: "An upload.", remedy: news },
  "upload.failed": {
    level: "warn",
    meaning: "An upload failed; told once for each outage, then at level debug.",
    cause: "`kind` names it, as in dns, tls, proxy, unauthorized.",
    remedy: "`mfp-agent doctor --network`; nothing is lost meanwhile.",
  },
  "upload.outbox-failed": {
    level: "error",
    meaning: "The outbox gave no batch.",
    cause: "The disk.",
    remedy: "Check the disk.",
  },
  "upload.crashed": {
    level: "error",
    meaning: "A batch or its acknowledgement could not be handled; nothing is lost, and it is tried again.",
    cause: "A bug of ours.",
    remedy: "Send the line to the developers.",
  },
  "upload.record-refused": {
    level: "warn",
    meaning: "Central refused a record by itself.",
    cause: "Versions of agent and central that do not fit.",
    remedy: "`mfp-agent outbox quarantine list`; send it to the service.",
  },
  "command.started": {
    level: "info",
    meaning: "Central asked for something that the site allows.",
    cause: "A person at the service.",
    remedy: news,
  },
  "command.refused": {
    level: "warn",
    meaning: "Central asked for something that the agent does not do.",
    cause: "The site does not allow it, or it came too late.",
    remedy: news,
  },
  "page.trouble": {
    level: "warn",
    meaning: "The status page met trouble with a connection.",
    cause: "A browser that went away, or no file handles left.",
    remedy: "Nothing, unless it repeats.",
  },
  "page.network-open": {
    level: "info",
    meaning: "The page can be reached from the network too, with TLS and password.",
    cause: "statusPage.network is configured.",
    remedy: news,
  },
  "page.login-refused": {
    level: "warn",
    meaning: "Somebody gave a wrong password for the page, or tries too often.",
    cause: "A slip of the hand, or somebody guesses.",
    remedy: "If it repeats, ask whose address it is; choose another statusPagePassword.",
  },
  "page.form-not-kept": {
    level: "error",
    meaning: "What a person handed in on the page could not be kept.",
    cause: "The disk is full, or the state folder takes no writes.",
    remedy: "Free disk space, then have it handed in again.",
  },
  "history.restarted": {
    level: "warn",
    meaning: "The file with the page's curves was damaged; they begin anew.",
    cause: "A cut of power or a worn disk. Readings and counters are not in it.",
    remedy: "Check the disk if it repeats.",
  },
  "history.not-stored": {
    level: "warn",
    meaning: "The page's curves and past alerts cannot be stored for now.",
    cause: "The disk is full, or history.db cannot be written.",
    remedy: "Free disk space; readings are kept all the same.",
  },
  "page.crashed": {
    level: "error",
    meaning: "A page could not be made.",
    cause: "A bug of ours.",
    remedy: "Send the line to the developers.",
  },
};

/** The catalogue as a table in Markdown. */
export function catalogueTable(): string {
  const rows = Object.entries(logCatalogue).map(
    ([code, { level, meaning, cause, remedy }]) => `| \`${code}\` | ${level} | ${meaning} | ${cause} | ${remedy} |`,
  );
  return ["| code | level | meaning | cause | what to do |", "|---|---|---|---|---|", ...rows].join("\n");
}
