import type { ServiceRequest, StockDeclaration } from "../../../contract/record.ts";
import type { Wish } from "../../inbox/wish.ts";
import { failed, ok, type Result } from "../../leaf/result.ts";
import type { DeviceSnapshot } from "../agent-snapshot.ts";

/** The forms of a device's page. */
export const formNames = ["stock", "request", "place"] as const;
export type FormName = (typeof formNames)[number];

/** Why a form was not taken; a key of the messages. */
export type FormFailure = "form.nothingCounted" | "form.badCount" | "form.nothingWanted" | "form.tooLong";

const kinds: readonly ServiceRequest["what"][] = ["toner", "repair", "other"];
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

/**
 * What a form asks of the agent.
 * @param now ISO 8601 UTC
 */
export function readForm(
  name: FormName,
  form: URLSearchParams,
  device: DeviceSnapshot,
  now: string,
): Result<Wish, FormFailure> {
  if (name === "stock") return readStock(form, device, now);
  const texts = name === "request" ? requestTexts(form) : placeTexts(form);
  if (texts === undefined) return failed("form.nothingWanted");
  if (texts.text.length > mostText || texts.contact.length > mostLine) return failed("form.tooLong");
  const color = device.reading?.supplies?.find((supply) => supply.key === form.get("supply"))?.color ?? null;
  const what = name === "request" ? (kinds.find((kind) => kind === form.get("what")) ?? "other") : "other";
  const body = { requestedAt: now, device: device.uid, what, color: what === "toner" ? color : null, ...texts };
  return ok({ kind: "request", body });
}

function readStock(form: URLSearchParams, device: DeviceSnapshot, now: string): Result<Wish, FormFailure> {
  const counted = stockedSupplies(device).flatMap(({ key }) => {
    const text = (form.get(countField + key) ?? "").trim();
    return text === "" ? [] : [{ key, count: countForm.test(text) ? Number(text) : Number.NaN }];
  });
  if (counted.length === 0) return failed("form.nothingCounted");
  if (counted.some(({ count }) => Number.isNaN(count))) return failed("form.badCount");
  const body: StockDeclaration = { declaredAt: now, device: device.uid, items: counted };
  return ok({ kind: "stock", body });
}

type Texts = Pick<ServiceRequest, "text" | "contact">;

function requestTexts(form: URLSearchParams): Texts | undefined {
  const text = (form.get("text") ?? "").trim();
  // A toner is named by its color; whatever else is wanted has to be said.
  return text === "" && form.get("what") !== "toner" ? undefined : { text, contact: lineOf(form, "contact") };
}

/** Central's people read the request, so what changed is named in words. */
function placeTexts(form: URLSearchParams): Texts | undefined {
  const place = lineOf(form, "place");
  const contact = lineOf(form, "contact");
  const changes = [...(place ? [`New place: ${place}`] : []), ...(contact ? [`New contact: ${contact}`] : [])];
  return changes.length === 0 ? undefined : { text: changes.join("\n"), contact };
}

function lineOf(form: URLSearchParams, name: string): string {
  return (form.get(name) ?? "").replaceAll(/\s+/g, " ").trim();
}
