import { expect, onTestFinished, test } from "vitest";
import { askNetworks, broadcastPlaces } from "../../../src/agent/discovery/broadcast.ts";
import { parseRanges } from "../../../src/agent/discovery/range-set.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { type Behaviour, playing, UdpDevice } from "../snmp/udp-device.ts";

const sysObjectId = "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.18334.1.1.1.2.1.155.2.1";
const credential = { version: "2c", community: new Secret("public") } as const;

function at(cidr: string, internal = false) {
  const [address = ""] = cidr.split("/");
  return { family: "IPv4" as const, address, cidr, internal, netmask: "", mac: "" };
}

test.each([
  ["a network of the machine in the ranges", ["192.168.1.0/24"], ["192.168.1.255:161"]],
  ["a network that holds more than the range, on its port", ["192.168.1.7:1161"], ["192.168.1.255:1161"]],
  ["each network once", ["192.168.0.0/16", "10.0.0.1", "10.0.0.2"], ["192.168.1.255:161", "10.0.3.255:161"]],
  ["no network elsewhere, nor one without room for a broadcast", ["172.16.0.0/24", "10.9.9.9"], []],
])("a broadcast goes to %s", (_name, lines, expected) => {
  const ranges = parseRanges(lines, { isPublicAllowed: false });
  if (!ranges.ok) throw new Error(ranges.failure.join());
  const interfaces = {
    eth0: [at("192.168.1.20/24"), at("10.0.1.2/22")],
    ppp0: [at("10.9.9.9/32")],
    lo: [at("127.0.0.1/8", true)],
  };
  const places = broadcastPlaces(interfaces, ranges.value);
  expect(places.map(({ address, port }) => `${address}:${port}`)).toEqual(expected);
});

/** On Linux a socket at every address hears what is sent to the broadcast address of loopback. */
async function candidates(behaviour: Behaviour) {
  const device = new UdpDevice(behaviour, "0.0.0.0");
  await device.start();
  onTestFinished(() => device.stop());
  const clock = new VirtualClock();
  const { port } = device.target();
  const tools = { clock, nextRequestId: () => 7, signal: new AbortController().signal };
  const found = askNetworks([{ address: "127.255.255.255", port }], credential, tools);
  await expect.poll(() => device.requests.length).toBe(1);
  // Some turns of the event loop for what it answered.
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(2000);
  return { found: await found, device, port };
}

test("who answers a broadcast is a candidate", async () => {
  const { found, port } = await candidates(playing([sysObjectId]));
  expect(found).toEqual([{ address: "127.0.0.1", port }]);
});

test.each<readonly [string, Behaviour]>([
  ["garbage", () => [Buffer.from("garbage")]],
  ["another request", (asked) => playing([sysObjectId])({ ...asked, bytes: withId(asked.bytes, 8) })],
])("who answers with %s is none", async (_name, behaviour) => {
  expect((await candidates(behaviour)).found).toEqual([]);
});

/** The request id 7 stands in one octet of its own: 02 01 07. */
function withId(bytes: Buffer, id: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[bytes.indexOf(Buffer.from([2, 1, 7])) + 2] = id;
  return changed;
}
