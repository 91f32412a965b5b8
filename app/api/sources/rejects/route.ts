import { read } from "@/lib/http";
import { listRejects } from "@/lib/sources/queries";

export const GET = read(listRejects);
