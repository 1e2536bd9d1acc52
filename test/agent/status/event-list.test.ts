import { expect, test } from "vitest";
import { eventList } from "../../../src/agent/status/event-list.ts";
import { type ToldEvent, tell } from "../../../src/agent/status/told-event.ts";
import { voiceFor } from "../../../src/agent/status/voice.ts";
import { fault, now } from "./invented-site.ts";

const told: ToldEvent = tell(fault());
const voice = voiceFor("en", "Europe/Kyiv", now);

function textOf(whose: "site" | "device", changes: Partial<ToldEvent>): string {
  const [line = ""] = /<div>.*/.exec(eventList([{ ...told, ...changes }], whose, voice).toString()) ?? [];
  return line.replaceAll(/<[^>]+>/g, "");
}

test.each<[string, Partial<ToldEvent>, string]>([
  ["a state that began", {}, "Fault · began"],
  ["a state that is over", { action: "clear" }, "Fault · over"],
  ["what has no end", { type: "deviceRestarted", action: "note" }, "Device restarted"],
  ["a device nobody knows", { type: "deviceFound" }, "Device found"],
  ["a device that got its number", { type: "deviceFound", action: "clear" }, "Device registered"],
])("%s is told in its own words", (_, changes, expected) => {
  expect(textOf("device", changes)).toBe(expected);
});

test("among the site's events each names its device", () => {
  expect(textOf("site", {})).toBe("Fault · began · bizhub C301i");
  const cut = { type: "sitePowerCut", action: "note", device: null } as const;
  expect(textOf("site", cut)).toBe("Power cut at the site · the whole site");
});

test("an event that an earlier version kept is told by its English line", () => {
  const { detail: _, ...kept } = told;
  expect(String(eventList([kept], "device", voice))).toContain(`lang="en"><bdi>${told.text}</bdi>`);
});
