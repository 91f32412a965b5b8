import { proof } from "@/lib/audit-log/queries";
import { download } from "@/lib/http";

export const GET = download(proof, (found) => ({
  name: `entry-${found.index}.tlog-proof`,
  text: found.proof,
}));
