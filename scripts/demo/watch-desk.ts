import { z } from "zod";
import { sleep, systemClock } from "../../src/agent/leaf/clock.ts";
import type { Narrator } from "./narrator.ts";

const Orders = z.array(
  z.object({
    number: z.string(),
    state: z.string(),
    si: z.string().nullable(),
    text: z.string(),
    holdReason: z.string().nullable(),
  }),
);

const lookEveryMs = 300;

/** Looks at central's JSON API as a backend would and tells what the service desk does. */
export function watchDesk(url: string, narrator: Narrator): { stop(): Promise<void> } {
  const seen = new Map<string, string>();
  const stopping = new AbortController();
  const look = async () => {
    for (const path of ["/api/orders", "/api/tickets"]) {
      const orders = Orders.parse(await (await fetch(url + path)).json());
      for (const { number, state, si, text, holdReason } of orders.toReversed()) {
        if (seen.get(number) === state) continue;
        seen.set(number, state);
        narrator.tell(
          "central",
          `${number} ${state}${holdReason ? ` (${holdReason})` : ""}: ${si ?? "unregistered"}, ${text}`,
        );
      }
    }
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      // A keep-alive connection may end just as it is used again: the next look sees the same.
      await look().catch(() => undefined);
      await sleep(systemClock, lookEveryMs, stopping.signal);
    }
    await look();
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
