import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { setupFileFrom } from "../../../src/agent/cli/command-options.ts";
import { isThere, usualConfigFiles } from "../../../src/agent/cli/config-places.ts";
import { describeUnless } from "../../needs.ts";

const service = "/etc/mfp-agent/mfp-agent.json";

test.each([
  ["linux", { HOME: "/home/olena" }, ["/home/olena/.config/mfp-agent/mfp-agent.json", service]],
  ["linux", { HOME: "/home/olena", XDG_CONFIG_HOME: "/x" }, ["/x/mfp-agent/mfp-agent.json", service]],
  ["linux", { HOME: "/root", XDG_CONFIG_HOME: "" }, ["/root/.config/mfp-agent/mfp-agent.json", service]],
  // The XDG Base Directory Specification has paths that are not absolute ignored.
  ["linux", { XDG_CONFIG_HOME: "here" }, [service]],
  [
    "win32",
    { APPDATA: "C:\\Users\\o\\AppData\\Roaming", ProgramData: "C:\\ProgramData" },
    ["C:\\Users\\o\\AppData\\Roaming\\mfp-agent\\mfp-agent.json", "C:\\ProgramData\\mfp-agent\\mfp-agent.json"],
  ],
] as const)(
  "on %s with %j the configuration is looked for at the user's own place, then the service's",
  (platform, environment, places) => {
    expect(usualConfigFiles(platform, environment)).toEqual(places);
  },
);

describeUnless("the first set-up of a machine", isThere(service) ? `${service} is there` : "", () => {
  test("writes to the user's own place", () => {
    const folder = mkdtempSync(join(tmpdir(), "places-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const variable of ["XDG_CONFIG_HOME", "APPDATA"]) vi.stubEnv(variable, folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(setupFileFrom({})).toBe(join(folder, "mfp-agent", "mfp-agent.json"));
    expect(setupFileFrom({ config: "other.json" })).toBe("other.json");
  });
});

test("a file that nobody wrote is not there", () => {
  const folder = mkdtempSync(join(tmpdir(), "places-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect([folder, join(folder, "none.json"), join(import.meta.filename, "none.json")].map(isThere)).toEqual([
    true,
    false,
    false,
  ]);
});
