import { test } from "vitest";
import { killAgents } from "./kill-loop.ts";

test("a commit that was reported survives kill -9 (20 times)", { timeout: 35_000 }, () => killAgents(20));
