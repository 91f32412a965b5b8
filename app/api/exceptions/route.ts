import { list } from "@/lib/exceptions/queries";
import { read } from "@/lib/http";

export const GET = read(list);
