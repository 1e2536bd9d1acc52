import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const programs = {
  agent: fileURLToPath(new URL("../../src/agent/mfp-agent.mjs", import.meta.url)),
  central: fileURLToPath(new URL("../../src/central/mfp-agent-central.mjs", import.meta.url)),
  simulator: fileURLToPath(new URL("../../src/simulator/simulate.mjs", import.meta.url)),
  demonstration: fileURLToPath(new URL("../../scripts/demo.mjs", import.meta.url)),
};

export interface RunningProgram {
  /** Resolves as soon as the output so far matches; rejects when the program ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<ProgramEnd>;
}

/** Starts one of the project's commands as a process of its own. */
export function startProgram(
  program: keyof typeof programs,
  args: readonly string[],
  nodeArgs: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): RunningProgram {
  const child = spawn(process.execPath, [...nodeArgs, programs[program], ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let [stdout, stderr] = ["", ""];
  let look = () => {};
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    look();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    until: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const match = pattern.exec(stdout);
          if (match) resolve(match);
        };
        look();
        void ended.then(() => reject(new Error(`ended without ${pattern}: ${stdout}\n${stderr}`)));
      }),
    kill: (signal) => void child.kill(signal),
    ended,
  };
}

export function runProgram(
  program: keyof typeof programs,
  args: readonly string[],
  nodeArgs?: readonly string[],
): Promise<ProgramEnd> {
  return startProgram(program, args, nodeArgs).ended;
}
