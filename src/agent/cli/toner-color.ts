import { AgentError } from "../leaf/errors.ts";
import type { DeviceSnapshot } from "../status/agent-snapshot.ts";

const usualColors = ["black", "cyan", "magenta", "yellow"];
/** As cartridges and tables are marked. */
const letters: Readonly<Record<string, string>> = { k: "black", c: "cyan", m: "magenta", y: "yellow" };

/**
 * The color of a toner as a person writes it: its name or letter. Of a device that was read since the agent started it
 * must be one of its own.
 * @throws AgentError `color-unknown`
 */
export function tonerColorOf(written: string, { reading }: Pick<DeviceSnapshot, "reading">): string {
  const toners = (reading?.supplies ?? []).filter(({ kind }) => kind === "toner");
  const own = toners.flatMap(({ color }) => (color === null ? [] : [color]));
  const known = own.length > 0 ? own : usualColors;
  const lower = written.toLowerCase();
  const color = known.find((name) => name.toLowerCase() === lower || letters[lower] === name);
  if (color !== undefined) return color;
  throw new AgentError({
    kind: "usage",
    code: "color-unknown",
    message: `${written}: ${known.join(" | ")}`,
    remedy: "Name a color of the device's toners.",
  });
}
