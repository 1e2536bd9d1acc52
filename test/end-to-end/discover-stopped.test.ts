import { expect, test } from "vitest";
import { startDevice } from "../../src/simulator/site.ts";
import { startProgram } from "./run-program.ts";

test("a search that a person ends tells how far it was and what was found", async () => {
  const device = await startDevice({ recording: "bizhub-c360i" });
  const search = startProgram("agent", ["discover", `127.0.0.1-200:${device.port}`, "--rate", "1", "--json"]);
  await expect.poll(() => Object.values(device.requests).some((count) => count > 0), { timeout: 10_000 }).toBe(true);
  search.kill("SIGINT");
  const end = await search.ended;
  await device.stop();
  expect(end.code).toBe(130);
  expect(end.stderr).toMatch(/^Stopped early: \d+ of 200 addresses were asked, \d answered\.\n$/);
  expect(JSON.parse(end.stdout)).toBeInstanceOf(Array);
});
