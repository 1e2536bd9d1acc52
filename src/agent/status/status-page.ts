import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { PageDoor } from "./door/page-door.ts";
import { Porter } from "./door/porter.ts";
import type { StatusPageParts } from "./page-parts.ts";
import { buildRoutes } from "./page-routes.ts";

/** The local page: how the site's devices are and whether their data goes out, and forms for the people on site. */
export class StatusPage {
  readonly #parts: StatusPageParts;
  #doors: readonly PageDoor[] = [];

  constructor(parts: StatusPageParts) {
    this.#parts = parts;
  }

  /**
   * Listens and answers the page's address on this machine.
   * @throws AgentError `port-taken` or `page-not-possible`; nothing listens then
   */
  async start(): Promise<string> {
    const { host, port, network, log, clock, draw, history } = this.#parts;
    const porter = new Porter({ clock, draw, password: network?.password });
    const { fetch } = buildRoutes(this.#parts, porter);
    const listener: RequestListener = getRequestListener(fetch, { overrideGlobalObjects: false });
    const local = new PageDoor({ host, port, identity: undefined, setting: "statusPage", listener, log });
    this.#doors = [
      local,
      ...(network ? [new PageDoor({ ...network, setting: "statusPage.network", listener, log })] : []),
    ];
    try {
      const [url = "", ...others] = await Promise.all(this.#doors.map((door) => door.start()));
      for (const other of others) log.info("page.network-open", { url: other });
      history.start();
      return url;
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#close();
    this.#parts.history.stop();
  }

  async #close(): Promise<void> {
    await Promise.all(this.#doors.map((door) => door.stop()));
    this.#doors = [];
  }
}
