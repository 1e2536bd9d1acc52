import type { Command } from "commander";
import type { Speech } from "./speech.ts";

export type AddCommand = (program: Command, speech: Speech) => void;

/** In the order of the help. */
const loaders: ReadonlyMap<string, () => Promise<AddCommand>> = new Map(
  Object.entries({
    setup: async () => (await import("./setup.ts")).addSetupCommand,
    run: async () => (await import("./run.ts")).addRunCommand,
    status: async () => (await import("./status.ts")).addStatusCommand,
    devices: async () => (await import("./devices.ts")).addDevicesCommand,
    device: async () => (await import("./devices.ts")).addDeviceCommand,
    read: async () => (await import("./read.ts")).addReadCommand,
    discover: async () => (await import("./discover.ts")).addDiscoverCommand,
    record: async () => (await import("./record.ts")).addRecordCommand,
    doctor: async () => (await import("./doctor.ts")).addDoctorCommand,
    outbox: async () => (await import("./outbox.ts")).addOutboxCommand,
    export: async () => (await import("./export.ts")).addExportCommand,
    "show-next-upload": async () => (await import("./show-next-upload.ts")).addShowNextUploadCommand,
    ledger: async () => (await import("./ledger.ts")).addLedgerCommand,
    stock: async () => (await import("./stock.ts")).addStockCommand,
    request: async () => (await import("./request.ts")).addRequestCommand,
    logs: async () => (await import("./logs.ts")).addLogsCommand,
    "support-bundle": async () => (await import("./support-bundle.ts")).addSupportBundleCommand,
    config: async () => (await import("./config.ts")).addConfigCommand,
    reload: async () => (await import("./reload.ts")).addReloadCommand,
    decommission: async () => (await import("./decommission.ts")).addDecommissionCommand,
    completion: async () => (await import("./completion.ts")).addCompletionCommand,
  }),
);

/** Those that must know all commands: the shell completes each of them. */
const knowAll: readonly string[] = ["completion"];

/**
 * The command of this name alone, since a daemon holds for months what it loads; every command for a line that begins
 * otherwise, as with `--help` or a typing error.
 */
export function loadCommands(name: string | undefined): Promise<readonly AddCommand[]> {
  const loader = name === undefined || knowAll.includes(name) ? undefined : loaders.get(name);
  return Promise.all((loader ? [loader] : [...loaders.values()]).map((load) => load()));
}
