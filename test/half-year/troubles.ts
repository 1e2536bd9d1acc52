import type { Condition } from "../../src/simulator/conditions.ts";
import * as conditions from "../../src/simulator/conditions.ts";
import type { LivingDevice } from "../../src/simulator/living-device.ts";

/** Something that happens to a device for a while. */
export interface Trouble {
  readonly name: string;
  readonly begin: (device: LivingDevice) => void;
  readonly end: (device: LivingDevice) => void;
  /** Shortest and longest duration in minutes. */
  readonly minutes: readonly [least: number, most: number];
  /** Whether it can be seen only on a panel. */
  readonly needsPanel?: boolean;
}

const severity = { critical: 3, warning: 4 } as const;
const training = { unknown: 2, untrained: 3, trained: 4, fieldService: 5 } as const;
const bit = { serviceRequested: 7 } as const;
const hour = 60;
const longFault = [4 * hour, 60 * hour] as const;

function condition(
  key: string,
  alert: Pick<Condition["alert"], "severity" | "training" | "code" | "description">,
  rest: Partial<Condition> = {},
): Condition {
  const place = { group: 5, groupIndex: -1 };
  return { key, alert: { ...alert, ...place }, errorBits: [], isStopping: false, ...rest };
}

function lasting(name: string, shown: Condition, minutes: Trouble["minutes"]): Trouble {
  return { name, minutes, begin: (device) => device.raise(shown), end: (device) => device.clear(shown.key) };
}

const { critical, warning } = severity;

const uncoded = condition("uncoded", {
  ...{ severity: critical, training: training.fieldService, code: 33, description: "Drive" },
});
const onPanel = condition(
  "onPanel",
  { severity: warning, training: training.unknown, code: 1, description: "C-2152" },
  { isStopping: true, hiddenFrom: ["alerts"] },
);

/** Faults that only an engineer mends, in forms that no rule was written from. */
export const faults: readonly [Trouble, ...Trouble[]] = [
  lasting("critical, for a field engineer", conditions.serviceCode("C-2557"), longFault),
  lasting(
    "a warning with a fuser code",
    condition("fuser", { severity: warning, training: training.untrained, code: 1004, description: "Fuser" }),
    longFault,
  ),
  lasting(
    "a warning with a motor code",
    condition("motor", { severity: warning, training: training.unknown, code: 33, description: "" }),
    longFault,
  ),
  ...["Trouble C-D010", "Störung C5501, Kundendienst rufen", "Сервісний виклик (C-0211)"].map((description) =>
    lasting(
      `a code in the text alone: ${description}`,
      condition(description, { severity: warning, training: training.unknown, code: 1, description }),
      longFault,
    ),
  ),
  {
    ...lasting(
      "the panel alone",
      condition(
        "panel",
        { severity: warning, training: training.unknown, code: 1, description: "Malfunction C-3102" },
        { isStopping: true, hiddenFrom: ["alerts"] },
      ),
      longFault,
    ),
    needsPanel: true,
  },
  {
    name: "a motor code in the alert, the trouble code on the panel",
    minutes: longFault,
    begin: (device) => {
      device.raise(uncoded);
      device.raise(onPanel);
    },
    end: (device) => {
      device.clear(uncoded.key);
      device.clear(onPanel.key);
    },
  },
  lasting(
    "down with an error bit and without a word",
    condition(
      "down",
      { severity: critical, training: training.fieldService, code: 1, description: "" },
      { errorBits: [bit.serviceRequested], isStopping: true, hiddenFrom: ["alerts", "panel"] },
    ),
    longFault,
  ),
];

/** What a part call is about; one that no recording shows already. */
export const calledPart = "P-21";

/** A call for a part: the service plans it, but it is no fault. */
export const partCall: Trouble = lasting(
  "a part call",
  conditions.maintenance(`Maintenance Required ${calledPart}`),
  longFault,
);

/** What looks like a fault and is none. */
export const lookAlikes: readonly [Trouble, ...Trouble[]] = [
  { name: "sleep", minutes: longFault, begin: (device) => device.fallAsleep(), end: (device) => device.wake() },
  lasting(
    "warming up",
    condition("warmUp", { severity: warning, training: training.fieldService, code: 24, description: "Warming up" }),
    [2, 10],
  ),
  {
    name: "a jam cleared in a minute",
    minutes: [0.6, 0.9],
    begin: (device) => device.jam(),
    end: (device) => device.clear(conditions.jam().key),
  },
  {
    name: "a jam left over lunch",
    minutes: [20, 90],
    begin: (device) => device.jam(),
    end: (device) => device.clear(conditions.jam().key),
  },
  lasting("a fault that was gone after a moment", conditions.serviceCode("C-0001"), [0.6, 0.9]),
  lasting(
    "serviceRequested at rest",
    condition(
      "atRest",
      { severity: warning, training: training.fieldService, code: 1, description: "" },
      { errorBits: [bit.serviceRequested], hiddenFrom: ["alerts", "panel"] },
    ),
    longFault,
  ),
  {
    name: "an open door",
    minutes: [10, 300],
    begin: (device) => device.openCover(1),
    end: (device) => device.closeCover(1),
  },
  {
    name: "an empty tray",
    minutes: [10, 600],
    begin: (device) => device.emptyTray(1),
    end: (device) => device.fillTray(1),
  },
  {
    name: "no power",
    minutes: [30, 10 * hour],
    begin: (device) => device.losePower(),
    end: (device) => device.boot(),
  },
];
