import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("heap-under-load.ts", import.meta.url));
const grownMegabytes = (wish: string) => Number(execFileSync(process.execPath, [program, wish], { encoding: "utf8" }));

test("under load the heap stays near the 40 MB that live in it, where it would more than double by itself", () => {
  expect(grownMegabytes("spare")).toBeLessThan(75);
  expect(grownMegabytes("plain")).toBeGreaterThan(80);
});
