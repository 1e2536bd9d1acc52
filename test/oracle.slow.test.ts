import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const project = fileURLToPath(new URL("..", import.meta.url));
const seed = process.env["SEED"] ?? "1";

test("nothing is lost and nothing comes twice under kills and a bad network", { timeout: 180_000 }, () => {
  const words = ["scripts/soak.ts", "--seed", seed, "--for", "32s"];
  const soak = spawnSync(process.execPath, words, { cwd: project, encoding: "utf8" });
  expect(soak.stdout + soak.stderr).toMatch(/: the books close\n$/);
  expect(soak.status).toBe(0);
});
