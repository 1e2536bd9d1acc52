import type { Wish } from "../../inbox/wish.ts";
import { failed, ok, type Result } from "../../leaf/result.ts";
import type { DeviceSnapshot } from "../agent-snapshot.ts";

/** The forms of a device's page. */
export const formNames = ["stock", "request", "place"] as const;
export type FormName = (typeof formNames)[number];

/** Why a form was not taken, as a key of the messages, and the field to mend. */
export interface FormFailure {
  readonly field: string;
  readonly word: "form.nothingCounted" | "form.badCount" | "form.nothingWanted" | "form.tooLong";
}

/** What a person can ask for. */
export const helpKinds = ["toner", "repair", "other"] as const;
const mostText = 2000;
const mostLine = 255;
/** More of one kind in a cupboard is a slip of the hand. */
const countForm = /^[0-9]{1,3}$/;
/** Name of the field with the spare cartridges of a supply, as in `count.toner.cyan`. */
export const countField = "count.";

/** Supplies of which spare ones lie in a cupboard. */
export function stockedSupplies({ reading }: DeviceSnapshot) {
  return (reading?.supplies ?? []).filter(({ kind }) => kind !== "otherSupply");
}

type Read = Result<readonly Wish[], FormFailure>;

/**
 * What a form asks of the agent, at least one wish.
 * @param now ISO 8601 UTC
 */
export function readForm(name: FormName, form: URLSearchParams, device: DeviceSnapshot, now: string): Read {
  if (name === "stock") return readStock(form, device, now);
  const tooLong = Object.entries({ text: mostText, place: mostLine, contact: mostLine }).find(
    ([field, most]) => textOf(form, field).length > most,
  );
  if (tooLong) return failed({ field: tooLong[0], word: "form.tooLong" });
  return name === "request" ? readRequest(form, device, now) : readChanges(form, device, now);
}

function readStock(form: URLSearchParams, device: DeviceSnapshot, now: string): Read {
  const counted = stockedSupplies(device).flatMap(({ key }) => {
    const text = textOf(form, countField + key);
    return text === "" ? [] : [{ key, text }];
  });
  const wrong = counted.find(({ text }) => !countForm.test(text));
  if (wrong) return failed({ field: countField + wrong.key, word: "form.badCount" });
  if (counted.length === 0) {
    return failed({ field: countField + (stockedSupplies(device)[0]?.key ?? ""), word: "form.nothingCounted" });
  }
  const items = counted.map(({ key, text }) => ({ key, count: Number(text) }));
  return ok([{ kind: "stock", body: { declaredAt: now, device: device.uid, items } }]);
}

function readRequest(form: URLSearchParams, device: DeviceSnapshot, now: string): Read {
  const what = helpKinds.find((kind) => kind === form.get("what")) ?? "other";
  const color = device.reading?.supplies?.find((supply) => supply.key === form.get("supply"))?.color ?? null;
  const text = textOf(form, "text");
  // A toner is named by its color; whatever else is wanted has to be said.
  if (text === "" && what !== "toner") return failed({ field: "text", word: "form.nothingWanted" });
  const wanted = { what, color: what === "toner" ? color : null, text, contact: lineOf(form, "contact") };
  return ok([{ kind: "request", body: { requestedAt: now, device: device.uid, ...wanted } }]);
}

function readChanges(form: URLSearchParams, device: DeviceSnapshot, now: string): Read {
  const [place, contact] = [lineOf(form, "place"), lineOf(form, "contact")];
  if (place === "" && contact === "") return failed({ field: "place", word: "form.nothingWanted" });
  const blank = { requestedAt: now, device: device.uid, color: null, text: "", contact };
  const placeWish: Wish = { kind: "request", body: { ...blank, what: "placeChange", place } };
  const contactWish: Wish = { kind: "request", body: { ...blank, what: "contactChange" } };
  return ok([...(place === "" ? [] : [placeWish]), ...(contact === "" ? [] : [contactWish])]);
}

/** A browser ends each line with two characters, and counts one. */
function textOf(form: URLSearchParams, field: string): string {
  return (form.get(field) ?? "").replaceAll("\r\n", "\n").trim();
}

function lineOf(form: URLSearchParams, name: string): string {
  return textOf(form, name).replaceAll(/\s+/g, " ");
}
