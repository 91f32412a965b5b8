import { run } from "./program";

const stopped = new Promise<void>((resolve) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
});
process.exitCode = await run(process.argv.slice(2), console.log, stopped);
