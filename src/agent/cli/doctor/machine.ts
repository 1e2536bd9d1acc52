import { createSocket } from "node:dgram";
import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";

/** What the doctor asks of this machine; tests hand in machines that cannot be had. */
export interface Machine {
  readonly nodeVersion: string;
  exists(path: string): boolean;
  isWritable(folder: string): boolean;
  /** Bytes that the user may still write, for the folder or what of its path there is. */
  freeBytes(folder: string): number;
  /** The receive buffer that the system gives when the agent asks for its own. */
  receiveBufferBytes(): Promise<number>;
}

/** As the sockets of the agent ask. */
const wantedBufferBytes = 4 * 1024 * 1024;

export const thisMachine: Machine = {
  nodeVersion: process.versions.node,
  exists: existsSync,
  isWritable(folder) {
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
  freeBytes(folder) {
    let place = folder;
    while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
    const { bavail, bsize } = statfsSync(place);
    return bavail * bsize;
  },
  receiveBufferBytes: () =>
    new Promise((resolve, reject) => {
      const socket = createSocket("udp4");
      socket.once("error", reject);
      socket.bind(0, () => {
        const bytes = enlarge(socket);
        socket.close(() => resolve(bytes));
      });
    }),
};

function enlarge(socket: ReturnType<typeof createSocket>): number {
  try {
    socket.setRecvBufferSize(wantedBufferBytes);
  } catch {
    // Some systems refuse instead of giving less; what they gave before is then told.
  }
  return socket.getRecvBufferSize();
}
