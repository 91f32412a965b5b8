import { checkpoints } from "@/lib/audit-log/explorer-queries";
import { read } from "@/lib/http";

export const GET = read(checkpoints);
