import { type Clock, machineClock, type SimulatedTime, startSimulatedTime } from "./clock.ts";
import type { Identity } from "./identity.ts";
import { LivingDevice } from "./living-device.ts";
import { NO_SCHEDULE, Playback } from "./playback.ts";
import type { SiteScript } from "./script.ts";
import { type DevicePlan, planDevices } from "./site-plan.ts";
import { faultOfRecordingName, isRecordingFile, type Recording, readRecording, recordingPath } from "./snmprec.ts";
import { SimulatorError } from "./trouble.ts";
import { VirtualDevice, type VirtualDeviceOptions } from "./virtual-device.ts";

/** The answer fits one Ethernet frame, as on the devices themselves. */
const DEFAULT_MAX_MESSAGE_BYTES = 1_472;
const TICK_MS = 200;
const LOOPBACK = "127.0.0.1";

export interface DeviceOptions {
  /** A name of the project's own ("bizhub-c360i"), or a file ending in .snmprec. */
  readonly recording: string;
  readonly community?: string;
  readonly address?: string;
  readonly port?: number;
  readonly overrides?: Identity;
  readonly maxMessageBytes?: number;
  readonly clock?: Clock;
}

export interface SiteOptions {
  readonly clock?: Clock;
  /** How many times faster than the clock the devices live. */
  readonly speed?: number;
  readonly onError?: (error: Error) => void;
  readonly onAnswer?: VirtualDeviceOptions["onAnswer"];
}

/** Starts one device that answers what was recorded, on a free port of the loopback unless told otherwise. */
export async function startDevice(options: DeviceOptions): Promise<VirtualDevice> {
  const clock = options.clock ?? machineClock;
  const state = new LivingDevice(readRecording(resolveRecording(options.recording)), options.overrides);
  const device = new VirtualDevice({
    playback: new Playback(state, NO_SCHEDULE),
    responder: {
      community: options.community ?? "public",
      maxMessageBytes: options.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES,
    },
    address: options.address ?? LOOPBACK,
    port: options.port ?? 0,
    time: startSimulatedTime(clock, 1),
    clock,
    onError: ignore,
  });
  await device.start();
  return device;
}

/** Many devices that live by one script. */
export class Site {
  readonly devices: readonly VirtualDevice[];
  readonly #clock: Clock;
  #stopTicking = ignore;

  constructor(devices: readonly VirtualDevice[], clock: Clock) {
    this.devices = devices;
    this.#clock = clock;
  }

  /** Starts all devices, or none: rejects with the first failure. */
  async start(): Promise<void> {
    const outcomes = await Promise.allSettled(this.devices.map((device) => device.start()));
    const failure = outcomes.find((outcome) => outcome.status === "rejected");
    if (failure !== undefined) {
      await this.stop();
      throw failure.reason;
    }
    this.#stopTicking = this.#clock.every(TICK_MS, () => this.#tick());
  }

  async stop(): Promise<void> {
    this.#stopTicking();
    await Promise.all(this.devices.map((device) => device.stop()));
  }

  #tick(): void {
    for (const device of this.devices) {
      device.tick();
    }
  }
}

/** Starts the devices of a script; `site.devices` stand in its order. */
export async function startSite(script: SiteScript, options: SiteOptions = {}): Promise<Site> {
  const clock = options.clock ?? machineClock;
  const time = startSimulatedTime(clock, options.speed ?? 1);
  const read = recordingsReader();
  const devices = planDevices(script).map((plan) => buildDevice(plan, read(plan.recording), time, clock, options));
  const site = new Site(devices, clock);
  await site.start();
  return site;
}

function buildDevice(
  plan: DevicePlan,
  recording: Recording,
  time: SimulatedTime,
  clock: Clock,
  options: SiteOptions,
): VirtualDevice {
  const state = new LivingDevice(recording, plan.identity);
  return new VirtualDevice({
    playback: new Playback(state, plan.schedule),
    responder: { community: plan.community, maxMessageBytes: DEFAULT_MAX_MESSAGE_BYTES },
    address: plan.address,
    port: plan.port,
    time,
    clock,
    onError: options.onError ?? ignore,
    onAnswer: options.onAnswer,
  });
}

/** Reads each file once, however many devices play it. */
function recordingsReader(): (recording: string) => Recording {
  const read = new Map<string, Recording>();
  return (name) => {
    const recording = read.get(name) ?? readRecording(resolveRecording(name));
    read.set(name, recording);
    return recording;
  };
}

function resolveRecording(recording: string): string {
  const fault = faultOfRecordingName(recording);
  if (fault !== undefined) throw new SimulatorError("usage", fault);
  return isRecordingFile(recording) ? recording : recordingPath(recording);
}

function ignore(): void {}
