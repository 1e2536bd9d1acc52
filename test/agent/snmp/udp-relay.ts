import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

/** Stands between one client and a device on another port, and shows what the device said. */
export class UdpRelay {
  readonly #front: Socket = createSocket("udp4");
  readonly #back: Socket = createSocket("udp4");
  readonly #devicePort: number;
  readonly answers: Buffer[] = [];

  constructor(devicePort: number) {
    this.#devicePort = devicePort;
  }

  async start(): Promise<number> {
    let clientPort = 0;
    this.#front.on("message", (bytes, from) => {
      clientPort = from.port;
      this.#back.send(bytes, this.#devicePort, "127.0.0.1");
    });
    this.#back.on("message", (bytes) => {
      this.answers.push(bytes);
      this.#front.send(bytes, clientPort, "127.0.0.1");
    });
    this.#front.bind(0, "127.0.0.1");
    await once(this.#front, "listening");
    return this.#front.address().port;
  }

  stop(): void {
    this.#front.close();
    this.#back.close();
  }
}
