/** Loaded into the agent before it starts: from SIGUSR2 on, it finds that no poll has ended for a day. */
import { Poller } from "../../src/agent/schedule/poller.ts";

// Not once: the library that stores the configuration sends the first signal on a second time.
process.on("SIGUSR2", () => {
  Object.defineProperty(Poller.prototype, "sincePollMs", { configurable: true, get: () => 86_400_000 });
});
