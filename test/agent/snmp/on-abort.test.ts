import { expect, test } from "vitest";
import { onAbort } from "../../../src/agent/snmp/on-abort.ts";

test("all that wait for a signal hear of its abort once, but for those that took it back", () => {
  const heard: string[] = [];
  const controller = new AbortController();
  const other = new AbortController();
  onAbort(controller.signal, () => heard.push("one"));
  const forget = onAbort(controller.signal, () => heard.push("two"));
  onAbort(controller.signal, () => heard.push("three"));
  onAbort(other.signal, () => heard.push("other"));
  onAbort(undefined, () => heard.push("nobody"));
  forget();
  controller.abort();
  controller.abort();
  expect(heard).toEqual(["one", "three"]);
});
