import { Socket } from "node:dgram";
import { expect, onTestFinished, test, vi } from "vitest";
import { SharedSockets } from "../../../src/agent/snmp/shared-sockets.ts";

async function capacityWith(sockets: number, receiveBufferBytes: number): Promise<number> {
  const size = vi.spyOn(Socket.prototype, "getRecvBufferSize").mockReturnValue(receiveBufferBytes);
  const shared = new SharedSockets(sockets);
  await shared.start();
  onTestFinished(() => {
    size.mockRestore();
    shared.stop();
  });
  return shared.capacity;
}

test.each([
  ["Linux's default buffer", 1, 212_992, 92],
  ["eight of them", 8, 212_992, 736],
  ["what Linux makes of four megabytes where they are allowed", 2, 8_388_608, 7280],
  ["a buffer that holds hardly anything", 3, 2304, 24],
])("as many answers may be under way as the kernel keeps: %s", async (_name, sockets, bytes, answers) => {
  expect(await capacityWith(sockets, bytes)).toBe(answers);
});
