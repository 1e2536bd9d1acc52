import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { SummaryReporter } from "./reporter.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  test: {
    // A third of the processor time of all tests would be programs that strip and compile the same files anew.
    env: { NODE_COMPILE_CACHE: join(root, "node_modules/.cache/node-compile-cache") },
    include: ["test/**/*.test.ts"],
    // Only a hang takes so long; a busy machine must not fail a test.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    reporters: [new SummaryReporter()],
    // A forked process may be killed, change its time zone and open native handles without harm to its neighbours.
    pool: "forks",
  },
});
