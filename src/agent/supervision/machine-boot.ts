import { readFileSync } from "node:fs";

/** Linux draws it at random whenever the machine starts (proc_sys_kernel(5)); in a container it is the host's. */
const bootFile = "/proc/sys/kernel/random/boot_id";

/** Names this boot of the machine; null: the system names none. */
export function machineBoot(file = bootFile): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return null;
  }
}
