import { closeSync, constants, fstatSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import type { Clock } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import { beginRun, CrashNotes, isLeftOutStill, isLoop, troubleMs } from "./crash-notes.ts";

/** An answer is decoded, made a reading of and stored within this time after it came. */
const afterAnswerMs = 250;

export interface CrashBookParts {
  readonly file: string;
  /** Real time. */
  readonly clock: Clock;
  /** Names the boot of the machine; null: the system names none. */
  readonly boot: string | null;
  /** Since the machine started. */
  readonly uptimeMs: () => number;
  readonly log: Log;
}

/**
 * Remembers over crashes who was being asked, and leaves out whoever is at the bottom of a crash loop. It is written in
 * one piece into one file and never synced: a process that dies leaves a write done or not begun, and after a death of
 * the machine the name of the boot says that the notes are of no use.
 */
export class CrashBook {
  readonly #parts: CrashBookParts;
  #notes = beginRun(undefined, 0, null);
  #file: number | undefined;
  #size = 0;
  #isWatchful = false;
  /** Requests under way by address, those that ended a moment ago among them. */
  readonly #asked = new Map<string, number>();
  #cancelCalm = () => {};
  #cancelWrite: (() => void) | undefined;

  constructor(parts: CrashBookParts) {
    this.#parts = parts;
  }

  /** A run begins; before any device is asked. */
  open(): void {
    const { clock, uptimeMs, boot, log } = this.#parts;
    this.#notes = beginRun(this.#read(), uptimeMs(), boot);
    const { crashes, leftOut } = this.#notes;
    this.#isWatchful = crashes.length > 0 || leftOut !== null;
    this.#write();
    if (leftOut !== null || isLoop(crashes)) log.warn("agent.safe-mode", { addresses: leftOut?.addresses ?? [] });
    if (this.#isWatchful) this.#cancelCalm = clock.after(troubleMs, () => this.#calmDown());
  }

  /** The run ends by a stop: a person looked after it, so that everybody is asked again after it. */
  close(): void {
    this.#cancelCalm();
    this.#cancelWrite?.();
    this.#isWatchful = false;
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#parts.file, { force: true });
  }

  /** Nothing is watched and nobody left out: the way of nearly every request. */
  get isAtEase(): boolean {
    return !this.#isWatchful && this.#notes.leftOut === null;
  }

  /** There was a crash, and the agent has not run well for long since. */
  get isWatchful(): boolean {
    return this.#isWatchful;
  }

  /** Crashes in a row, by which the order of asking changes: whoever is asked beside the guilty one is another then. */
  get crashes(): number {
    return this.#notes.crashes.length;
  }

  /** Addresses that are not asked at the moment. */
  get leftOut(): readonly string[] {
    return isLeftOutStill(this.#notes, this.#parts.uptimeMs()) ? (this.#notes.leftOut?.addresses ?? []) : [];
  }

  /** Notes that an address is being asked before it is, and for a moment after. */
  async during<Value>(address: string, ask: () => Promise<Value>): Promise<Value> {
    if (!this.#isWatchful) return ask();
    const others = this.#asked.get(address) ?? 0;
    this.#asked.set(address, others + 1);
    if (others === 0) this.#write();
    try {
      return await ask();
    } finally {
      this.#parts.clock.after(afterAnswerMs, () => this.#release(address));
    }
  }

  #release(address: string): void {
    if (!this.#isWatchful) return;
    const others = (this.#asked.get(address) ?? 0) - 1;
    if (others > 0) this.#asked.set(address, others);
    else this.#asked.delete(address);
    this.#cancelWrite ??= this.#parts.clock.after(afterAnswerMs, () => this.#write());
  }

  #calmDown(): void {
    this.#isWatchful = false;
    this.#asked.clear();
    this.#notes = { ...this.#notes, crashes: [] };
    this.#write();
  }

  /** What cannot be read or is no notes counts as none. */
  #read(): CrashNotes | undefined {
    try {
      return CrashNotes.parse(JSON.parse(readFileSync(this.#parts.file, "utf8")));
    } catch {
      return undefined;
    }
  }

  #write(): void {
    const { file, uptimeMs } = this.#parts;
    this.#cancelWrite?.();
    this.#cancelWrite = undefined;
    const asked = this.#isWatchful ? [...this.#asked.keys()] : null;
    const text = JSON.stringify({ ...this.#notes, writtenMs: uptimeMs(), asked } satisfies CrashNotes);
    try {
      this.#file ??= openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
      // Spaces cover what was longer before: to cut the file would be a second step, between which it could end.
      this.#size = Math.max(this.#size, fstatSync(this.#file).size);
      writeSync(this.#file, text.padEnd(this.#size), 0);
    } catch {
      // A disk that takes nothing: a crash now would not be remembered, and no more.
    }
  }
}
