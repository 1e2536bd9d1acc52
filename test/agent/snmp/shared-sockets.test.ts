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

test("when one socket cannot be had none stays open", async () => {
  let bound = 0;
  const { bind } = Socket.prototype;
  const refusing = vi.spyOn(Socket.prototype, "bind").mockImplementation(function (this: Socket, ...how) {
    bound += 1;
    if (bound !== 3) return bind.apply(this, how);
    process.nextTick(() => this.emit("error", new Error("too many open files")));
    return this;
  });
  onTestFinished(() => refusing.mockRestore());
  await expect(new SharedSockets(8).start()).rejects.toThrow("too many open files");
  await vi.waitFor(() => expect(openUdpSockets()).toBe(0));
});

function openUdpSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "UDPWrap").length;
}
