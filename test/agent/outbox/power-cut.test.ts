import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../src/agent/outbox/database.ts";
import { canTrace, describeUnless } from "../../needs.ts";
import { temporaryFolder } from "./temporary-outbox.ts";

const agent = fileURLToPath(new URL("committing-agent.ts", import.meta.url));
const commits = 80;

/** A file as the disk holds it when the power goes: writes count from the moment they are synced. */
class DiskFile {
  synced: Buffer = Buffer.alloc(0);
  #pending: ((file: Buffer) => Buffer)[] = [];

  write(bytes: Buffer, offset: number): void {
    this.#pending.push((file) => {
      const grown = Buffer.alloc(Math.max(file.length, offset + bytes.length));
      file.copy(grown);
      bytes.copy(grown, offset);
      return grown;
    });
  }

  truncate(length: number): void {
    this.#pending.push((file) => Buffer.concat([file, Buffer.alloc(Math.max(0, length - file.length))], length));
  }

  sync(): void {
    for (const change of this.#pending) this.synced = change(this.synced);
    this.#pending = [];
  }
}

function fromHex(text: string): Buffer {
  return Buffer.from(text.replaceAll("\\x", ""), "hex");
}

/** Plays the system calls of a trace, and calls `onReport` with what the disk holds and each line the program wrote. */
function replay(trace: string, onReport: (files: ReadonlyMap<string, DiskFile>, line: string) => void): void {
  const files = new Map(["outbox.db", "outbox.db-wal"].map((name) => [name, new DiskFile()]));
  for (const call of trace.split("\n")) {
    // As in `8330  pwrite64(23</state/outbox.db>, "ab", 2, 4096) = 2`, path and text in hexadecimal.
    const [, name = "", stream, path = "", rest = ""] = /^[0-9]+ +([a-z0-9]+)\(([0-9]+)<([^>]*)>(.*)/.exec(call) ?? [];
    const [, text = "", numbers = ""] = /^, (?:"([^"]*)", )?([0-9, ]*)/.exec(rest) ?? [];
    const [bytes, file] = [fromHex(text), files.get(basename(fromHex(path).toString()))];
    const values = numbers.split(", ").map(Number);
    if (name === "write" && stream === "1") onReport(files, bytes.toString().trim());
    else if (name === "pwrite64") file?.write(bytes, values[1] ?? 0);
    else if (name === "ftruncate") file?.truncate(values[0] ?? 0);
    else if (name.endsWith("sync")) file?.sync();
  }
}

describeUnless("a power cut", canTrace ? "" : "strace cannot be used here", () => {
  test("right after a commit was reported costs nothing of it", { timeout: 60_000 }, () => {
    const folder = temporaryFolder(onTestFinished);
    const trace = join(folder, "trace");
    const calls = ["-e", "trace=write,pwrite64,ftruncate,fsync,fdatasync"];
    const command = [process.execPath, agent, join(folder, "state"), String(commits)];
    execFileSync("strace", ["-f", "-qq", "-y", "-xx", "-s", "5000", "-o", trace, ...calls, ...command], {
      timeout: 50_000,
    });

    let reports = 0;
    const after = join(folder, "after.db");
    replay(readFileSync(trace, "latin1"), (files, line) => {
      if (!/^[0-9]+$/.test(line)) return;
      reports += 1;
      for (const [name, { synced }] of files) writeFileSync(join(folder, name.replace("outbox", "after")), synced);
      const database = new Database(after);
      expect(database.first("PRAGMA quick_check(1)")).toEqual({ quick_check: "ok" });
      expect(database.number("SELECT last_seq FROM meta")).toBeGreaterThanOrEqual(Number(line));
      database.close();
    });
    expect(reports).toBe(commits);
  });
});
