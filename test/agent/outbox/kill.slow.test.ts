import { test } from "vitest";
import { killAgents } from "./kill-loop.ts";

/** 5,000 of them in a night: KILLS=5000. */
const kills = Number(process.env["KILLS"] ?? 300);

/** A life is mostly waiting for the disk, so that three folders at once take hardly longer than one. */
const folders = 3;

test(`a commit that was reported survives kill -9 (${kills} times)`, { timeout: kills * 1000 }, async () => {
  await Promise.all(Array.from({ length: folders }, () => killAgents(Math.ceil(kills / folders))));
});
