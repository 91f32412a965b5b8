import { head } from "@/lib/audit-log/queries";
import { read } from "@/lib/http";

export const GET = read(head);
