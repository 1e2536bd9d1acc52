import encodeQr from "qr";
import decodeQr from "qr/decode.js";
import { expect, test } from "vitest";
import { type CounterStand, counterPage, qrText } from "../../../src/agent/status/counter-page.ts";
import { voiceFor } from "../../../src/agent/status/voice.ts";

const now = "2026-11-22T08:00:00.000Z";
const identity = {
  serial: "A5C0222481137",
  si: "UA-104233",
  model: "bizhub C454e",
  location: "<b>",
  address: "192.0.2.20",
};
const stand: CounterStand = {
  identity,
  meter: { epoch: 2, observedAt: now, counters: { "copy.black": 270, total: 486_002 } },
};

/** What a telephone makes of the code. */
function scan(text: string): string {
  const scale = 4;
  const modules = encodeQr(text, "raw", { ecc: "medium", scale, border: 4 });
  const data = new Uint8Array(
    modules.flatMap((row) => row.flatMap((isDark) => (isDark ? [0, 0, 0, 255] : [255, 255, 255, 255]))),
  );
  return decodeQr({ width: modules[0]?.length ?? 0, height: modules.length, data });
}

test("the code holds serial, time, meter epoch and counters, the total first", () => {
  const text = scan(qrText(stand));
  expect(JSON.parse(text)).toMatchObject({ serial: identity.serial, si: identity.si, at: now, epoch: 2 });
  expect(text).toContain('"counters":{"total":486002,"copy.black":270}');
});

test("a code stays small enough for a telephone, however many counters there are", () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`size.${index}`, index]));
  const text = qrText({ ...stand, meter: { epoch: 1, observedAt: now, counters: { ...many, total: 7 } } });
  expect(text.length).toBeLessThanOrEqual(1100);
  expect(JSON.parse(text).counters.total).toBe(7);
});

test("the code that is drawn is the code that was meant", () => {
  const page = counterPage({ site: "Office", now, stands: [stand] }, voiceFor("en", "Europe/Kyiv", now));
  const size = Number(/viewBox="0 -.5 ([0-9]+)/.exec(page)?.[1]);
  const dark = new Set(
    [...page.matchAll(/M([0-9]+) ([0-9]+)h([0-9]+)/g)].flatMap(([, x, y, length]) =>
      Array.from({ length: Number(length) }, (_, step) => `${Number(x) + step} ${y}`),
    ),
  );
  const scale = 4;
  const data = new Uint8Array((size * scale) ** 2 * 4).fill(255);
  for (let y = 0; y < size * scale; y += 1) {
    for (let x = 0; x < size * scale; x += 1) {
      const isDark = dark.has(`${Math.floor(x / scale)} ${Math.floor(y / scale)}`);
      if (isDark) data.fill(0, (y * size * scale + x) * 4, (y * size * scale + x) * 4 + 3);
    }
  }
  expect(decodeQr({ width: size * scale, height: size * scale, data })).toBe(qrText(stand));
});

test("a device's own words are no markup, and one without counters has no code", () => {
  const stands = [{ ...stand, meter: null }];
  const page = counterPage({ site: "<script>", now, stands }, voiceFor("en", "Europe/Kyiv", now));
  expect(page).not.toContain("<script>");
  expect(page).toContain("&lt;b&gt;");
  expect(page).not.toContain("<svg");
});
