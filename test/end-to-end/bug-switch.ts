/**
 * Loaded into the agent before it starts: what the device behind a port answers brings out a bug where nothing catches it.
 * `--import bug-switch.ts?port=N`
 */
import { type RemoteInfo, Socket } from "node:dgram";

const port = Number(new URL(import.meta.url).searchParams.get("port"));
const { emit } = Socket.prototype;

Socket.prototype.emit = function (event: string | symbol, ...values: readonly unknown[]) {
  // Of a message the second value is who sent it.
  if (event === "message" && (values[1] as RemoteInfo).port === port) throw new Error("a bug of ours");
  return Reflect.apply(emit, this, [event, ...values]);
};
