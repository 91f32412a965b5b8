import { read } from "@/lib/http";
import { entitlements } from "@/lib/rules/queries";

export const GET = read(entitlements);
