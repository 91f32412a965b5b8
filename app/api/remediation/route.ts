import { read } from "@/lib/http";
import { list } from "@/lib/remediation/queries";

export const GET = read(list);
