/** Plays one recording at every place that stdin names as JSON; says `ready` and runs until it is ended. */
import { text } from "node:stream/consumers";
import { z } from "zod";
import { startDevice } from "../../src/simulator/site.ts";

const places = z
  .array(z.object({ address: z.string(), port: z.number() }))
  .parse(JSON.parse(await text(process.stdin)));
for (const [index, place] of places.entries()) {
  const serial = `BENCH${String(index).padStart(6, "0")}`;
  await startDevice({ ...place, recording: "bizhub-c454e", overrides: { serial } });
}
process.stdout.write("ready\n");
