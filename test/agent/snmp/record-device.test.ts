import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import type { Varbind } from "../../../src/agent/leaf/varbind.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import { recordDevice } from "../../../src/agent/snmp/record-device.ts";
import { recordingText } from "../../../src/agent/snmp/recording-text.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { startDevice } from "../../../src/simulator/site.ts";
import { parseRecording } from "../../../src/simulator/snmprec.ts";
import { text } from "../../../src/simulator/value.ts";
import type { VirtualDevice } from "../../../src/simulator/virtual-device.ts";
import { relaxed, startEngine } from "./udp-device.ts";

const serialOid = "1.3.6.1.2.1.43.5.1.1.17.1";
const secrets = ["Ivan Petrenko", "Room 214", "kmprinter7", "10.20.30.40"];

let engine: SnmpEngine & { client: NetSnmpClient };
let device: VirtualDevice;

beforeEach(async () => {
  engine = await startEngine();
  device = await startDevice({ recording: "bizhub-c454e" });
  const { view } = device.state;
  view.set("1.3.6.1.2.1.1.4.0", text("Ivan Petrenko"));
  view.set("1.3.6.1.2.1.1.5.0", text("kmprinter7"));
  view.set("1.3.6.1.2.1.1.6.0", text("Room 214"));
  view.set("1.3.6.1.2.1.43.5.1.1.4.1", text("Ivan Petrenko"));
  view.set("1.3.6.1.2.1.43.16.5.1.2.1.1", text("Printing for Ivan Petrenko"));
  view.set("1.3.6.1.2.1.43.14.1.1.9.1.1", text("smb://10.20.30.40/share"));
  view.set("1.3.6.1.2.1.43.13.4.1.10.1.1", text("tray of kmprinter7 at 10.20.30.40"));
});

afterEach(async () => {
  engine.client.close();
  await device.stop();
});

async function record(hidesIdentity: boolean): Promise<string> {
  const credential = { version: "2c", community: new Secret("public") } as const;
  const recorded = await recordDevice(engine, { address: device.address, port: device.port, credential }, relaxed);
  if (!recorded.ok) throw new Error(recorded.failure.message);
  return recordingText(recorded.value, { hidesIdentity });
}

describe("a recording", () => {
  it("plays in the simulator and holds the counters as they are", async () => {
    const lines = parseRecording(await record(false), "test");
    const total = "1.3.6.1.4.1.18334.1.1.1.5.7.2.1.1.0";
    expect(lines.find(({ oid }) => oid === total)?.value).toEqual(device.state.view.get(total));
    expect(lines.length).toBeGreaterThan(300);
  });

  it("names no person, place, host or address", async () => {
    const written = await record(false);
    for (const secret of secrets) {
      expect(written).not.toContain(secret);
      expect(written).not.toContain(Buffer.from(secret).toString("hex"));
    }
    expect(written).toContain("tray of device at 192.0.2.1");
  });

  it("names nobody whom the device names elsewhere, in whatever text, and no word that merely holds such a name", async () => {
    const { view } = device.state;
    view.set("1.3.6.1.2.1.1.4.0", text("Ivan Petrenko, ext. 1234"));
    view.set("1.3.6.1.2.1.43.5.1.1.4.1", text("Ann"));
    view.set("1.3.6.1.2.1.43.5.1.1.5.1", text("Olena Koval (service)"));
    view.set("1.3.6.1.2.1.43.5.1.1.16.1", text("Reception"));
    view.set("1.3.6.1.2.1.1.1.0", text("IVAN PETRENKO and olena koval, room 214: scanner of Ann at reception"));
    expect(await record(false)).toContain(
      "1.3.6.1.2.1.1.1.0|4|somebody and somebody, somebody: scanner of somebody at device",
    );
  });

  it("keeps the model where a device has its model for a name, or its maker for a contact", async () => {
    const { view } = device.state;
    view.set("1.3.6.1.2.1.1.4.0", text("Konica Minolta"));
    view.set("1.3.6.1.2.1.1.5.0", text("bizhub C454e"));
    expect(await record(true)).toContain("1.3.6.1.2.1.1.1.0|4|KONICA MINOLTA bizhub C454e");
  });

  it("asks for no text that a person may have written into a tray, and for no other serial number", async () => {
    const { view } = device.state;
    const written = ["8.2.1.12", "8.2.1.17", "8.2.1.21", "8.2.1.22", "9.2.1.7", "9.2.1.11"];
    for (const column of written) view.set(`1.3.6.1.2.1.43.${column}.1.1`, text("Petrenko"));
    expect(await record(false)).not.toContain("Petrenko");
  });

  it("holds nothing of a value of an unknown type, in which a text may hide", async () => {
    const oid = "1.3.6.1.4.1.18334.1.1.1.5.7.9.0";
    device.state.view.set(oid, { type: "opaque", value: Buffer.from("A5C1011000123") });
    expect(await record(true)).toContain(`\n${oid}|68x|\n`);
  });

  it.each([
    ["Tray 1", "", "Tray 1"],
    ["TRAY2", "", "TRAY2"],
    ["Bypass Tray", "", "Bypass Tray"],
    ["Stapelanlage", "Stapelanlage", "Stapelanlage"],
    ["Petrenko letters", "Tray 3", ""],
    ["Tray of Petrenko", "", ""],
  ])("of a tray that is named %j and described as %j keeps the name %j", async (name, description, right) => {
    const { view } = device.state;
    view.set("1.3.6.1.2.1.43.8.2.1.13.1.1", text(name));
    view.set("1.3.6.1.2.1.43.8.2.1.18.1.1", text(description));
    expect(await record(false)).toContain(`\n1.3.6.1.2.1.43.8.2.1.13.1.1|4|${right}\n`);
  });

  it("holds the serial number unless it is to be hidden", async () => {
    const serial = device.state.view.text(serialOid) ?? "";
    expect(await record(false)).toContain(serial);
    const hidden = await record(true);
    expect(hidden).not.toContain(serial);
    expect(hidden).toContain(`${serialOid}|4|${serial.slice(0, 4)}0000`);
  });

  it("finds names, addresses, serial and MAC within other texts, however they are written", async () => {
    const { view } = device.state;
    const told =
      "KMPRINTER7 00:20:6b:a1:b2:c3 00-20-6B-A1-B2-C3 00206BA1B2C3 a61c041001234 i.petrenko@example.com fe80::1:2";
    view.set(serialOid, text("A61C041001234"));
    view.set("1.3.6.1.2.1.2.2.1.6.1", { type: "octets", value: Buffer.from("00206ba1b2c3", "hex") });
    view.set("1.3.6.1.2.1.1.1.0", text(told));
    expect(await record(true)).toContain(
      "1.3.6.1.2.1.1.1.0|4|device 02:00:00:00:00:01 02-00-00-00-00-01 020000000001 A61C000000000 somebody@example 192.0.2.1",
    );
  });

  it("hides the MAC of ifPhysAddress when asked to, but not the zeros of the loopback", async () => {
    const { view } = device.state;
    const column = "1.3.6.1.2.1.2.2.1.6";
    view.set(`${column}.1`, { type: "octets", value: Buffer.alloc(6) });
    view.set(`${column}.2`, { type: "octets", value: Buffer.from("00206ba1b2c3", "hex") });
    const hidden = await record(true);
    expect(hidden).toContain(`${column}.1|4x|000000000000`);
    expect(hidden).toContain(`${column}.2|4x|020000000001`);
    expect(await record(false)).toContain(`${column}.2|4x|00206ba1b2c3`);
  });
});

describe("hidden in a recording", () => {
  const told = "1.3.6.1.2.1.43.8.2.1.18.1.1";
  const recorded = (varbinds: readonly Varbind[]) => ({ varbinds, hostNames: [], personalTexts: [], isComplete: true });
  const octets = (value: string) => ({ type: "octets", value: Buffer.from(value, "utf8") }) as const;
  const hidden = (value: string, serial = "A61C041001234") => {
    const varbinds = [
      { oid: told, value: octets(value) },
      { oid: serialOid, value: octets(serial) },
    ];
    const written = recordingText(recorded(varbinds), { hidesIdentity: true });
    return parseRecording(written, "test").map(({ value }) => String(value.type === "octets" ? value.value : ""));
  };

  it.each([
    ["a public IPv6 address", "at 2001:db8:1::5.", "at 192.0.2.1"],
    ["an IPv6 address that leaves nothing out", "2001:db8:1:2:3:4:5:6", "192.0.2.1"],
    ["one behind a word", "addr:2001:db8::5", "addr192.0.2.1"],
    ["one that holds an IPv4 address", "::ffff:10.0.0.7", "192.0.2.1"],
    ["a MAC in groups of four", "MAC 0020.6ba1.b2c3", "MAC 0200.0000.0001"],
    ["a MAC with spaces", "MAC 00 20 6B A1 B2 C3", "MAC 02 00 00 00 00 01"],
    ["a MAC with colons of a card that is not told", "00:20:6b:a1:b2:c3", "02:00:00:00:00:01"],
    ["a serial number with a hyphen", "S/N a61c-041-001234", "S/N A61C-000-000000"],
    ["an address of a page", "http://device.corp.local/x?y", "http://device"],
    ["a domain", "mfp-3.corp.local.", "device"],
    ["a domain of other letters", "mfp.xn--j1amh", "device"],
    ["a name in Cyrillic letters", "Друкує Іван Петренко", ""],
    ["a name with one such letter", "Zoë", ""],
  ])("is %s", (_, text, right) => {
    expect(hidden(text)[1]).toBe(right);
  });

  it.each([
    "Version 1.02.003",
    "12:30:05",
    "Tray 1 is empty.",
    "G00-35 V2.0 A61C",
    "Firmware 1.2.300.4",
    "Toner (Black) 20 %",
  ])("is nothing of %s", (text) => expect(hidden(text)[1]).toBe(text));

  it("is no supply's description, which is the maker's in any language", () => {
    const oid = "1.3.6.1.2.1.43.11.1.1.6.1.1";
    const value = { type: "octets", value: Buffer.from("Resttonerbehälter", "latin1") } as const;
    expect(recordingText(recorded([{ oid, value }]), { hidesIdentity: true })).toBe(
      `${oid}|4x|${value.value.toString("hex")}\n`,
    );
  });

  it.each([
    ["A61C", "no. A61C of A61C2", ["0000", "no. 0000 of A61C2"]],
    ["A1", "Tray A1", ["00", "Tray A1"]],
  ])("is the short serial number %s, elsewhere only as a whole word of three signs or more", (serial, text, right) => {
    expect(hidden(text, serial)).toEqual(right);
  });

  it("is a serial number that is written with a hyphen itself", () => {
    expect(hidden("no. A61C041001234", "A61C-041001234")).toEqual(["A61C-000000000", "no. A61C000000000"]);
  });
});
