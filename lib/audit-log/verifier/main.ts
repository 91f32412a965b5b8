import { run } from "@/lib/audit-log/verifier/program";

process.exitCode = await run(process.argv.slice(2), console.log);
