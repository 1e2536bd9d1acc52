import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A part of the loopback network and a UDP port that are free; the subnet follows from the process, so runs can share. */
export async function freeSubnet(): Promise<{ readonly subnet: string; readonly port: number }> {
  const subnet = `127.${20 + (process.pid % 200)}.${(process.pid >> 8) % 250}`;
  const socket = createSocket("udp4");
  socket.bind(0, `${subnet}.11`);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return { subnet, port };
}
