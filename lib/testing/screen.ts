import type { Screen } from "@/lib/cli/screen";

/** A screen that keeps what is shown on it. */
export function keptScreen(): Screen & { stdout: string[]; stderr: string[] } {
  const stdout: string[] = [];
  const stderr: string[] = [];
  return {
    stdout,
    stderr,
    out: (line) => void stdout.push(line),
    say: (line) => void stderr.push(line),
  };
}
