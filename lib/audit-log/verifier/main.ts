import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";
import { serveTree } from "@/lib/audit-log/verifier/leaf-thread";
import { run } from "@/lib/audit-log/verifier/program";

if (isMainThread)
  process.exitCode = await run(process.argv.slice(2), console.log, fileURLToPath(import.meta.url));
else await serveTree();
