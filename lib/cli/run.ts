import { main } from "./main";
import { terminal } from "./screen";

// What only an operator of a server reads stays out of the way, unless it was asked for.
process.env.LOG_LEVEL ??= "error";
process.title = "countersign";

process.exitCode = await main(process.argv.slice(2), terminal(), process.cwd());
