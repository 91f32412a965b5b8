import { receipt } from "@/lib/audit-log/queries";
import { download } from "@/lib/http";

export const GET = download(
  receipt,
  (found) => found && { name: `decision-${found.index}.tlog-proof`, text: found.proof },
);
