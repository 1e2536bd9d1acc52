import { z } from "zod";

/** Longest text of a recording: many times what a device of the field answers. */
export const longestRecording = 512 * 1024;

/** What a device answers, written down because central asked with `record`: the start of a new device profile. */
export const Recording = z
  .object({
    command: z.string().min(1).max(64).describe("id of the command that asked for it"),
    recordedAt: z.iso.datetime(),
    device: z.string().max(64).describe("uid"),
    isComplete: z.boolean().describe("Whether every branch was read to its end"),
    snmprec: z
      .string()
      .max(longestRecording)
      .describe("One object a line as snmpsim reads it: `OID|TAG|VALUE`; names, serial number and MAC are replaced"),
  })
  .meta({ id: "Recording" });
export type Recording = z.infer<typeof Recording>;
