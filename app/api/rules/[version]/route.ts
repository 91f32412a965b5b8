import { read } from "@/lib/http";
import { version } from "@/lib/rules/queries";

export const GET = read(version);
