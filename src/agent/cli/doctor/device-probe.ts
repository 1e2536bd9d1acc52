import { createSocket } from "node:dgram";
import { connect } from "node:net";
import type { Place } from "../../discovery/range-set.ts";
import type { Clock } from "../../leaf/clock.ts";
import { systemCode } from "../../leaf/errors.ts";

/** What is at an address, looked at from outside of SNMP. */
export interface DeviceProbe {
  /** `closed`: the device itself says that nobody listens (ICMP port unreachable, RFC 1122 section 4.1.3.1). */
  askSnmp(place: Place): Promise<"answered" | "closed" | "silent">;
  /** Whether anything there takes or refuses a connection. */
  isAlive(address: string): Promise<boolean>;
}

/**
 * SNMPv3 discovery (RFC 3414 section 4): a request without a user, which an engine answers with a report whoever asks.
 * A device of SNMPv1 and v2c alone says nothing to it, but one whose port is closed does.
 */
const discovery = Buffer.from(
  "303e020103301102040a5b3c2d020300ffe3040104020103" +
    "0410300e0400020100020100040004000400" +
    "301404000400a00e02040a5b3c2d0201000201003000",
  "hex",
);
/** Web pages, printing over IPP and raw printing: a device that is on has one of them. */
const devicePorts = [80, 443, 631, 9100];
const patienceMs = 1500;

export function systemDeviceProbe(clock: Clock): DeviceProbe {
  return {
    askSnmp: ({ address, port }) =>
      new Promise((resolve) => {
        const socket = createSocket("udp4");
        const end = (outcome: "answered" | "closed" | "silent") => {
          cancel();
          socket.removeAllListeners().on("error", () => {});
          socket.close();
          resolve(outcome);
        };
        const cancel = clock.after(patienceMs, () => end("silent"));
        socket.once("message", () => end("answered"));
        socket.once("error", (error) => end(systemCode(error) === "ECONNREFUSED" ? "closed" : "silent"));
        // Only a connected socket hears of the ICMP message; without a way there it is never connected, but for an error.
        socket.once("connect", () => socket.send(discovery));
        socket.connect(port, address);
      }),
    isAlive: async (address) => {
      const tries = devicePorts.map((port) => isPortAlive(clock, address, port));
      return (await Promise.all(tries)).includes(true);
    },
  };
}

function isPortAlive(clock: Clock, host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (isAlive: boolean) => {
      cancel();
      socket.destroy();
      resolve(isAlive);
    };
    const cancel = clock.after(patienceMs, () => end(false));
    socket.once("connect", () => end(true));
    socket.on("error", (error) => end(systemCode(error) === "ECONNREFUSED"));
  });
}
