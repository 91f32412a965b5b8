import { read } from "@/lib/http";
import { ofItem } from "@/lib/questions/queries";

export const GET = read(ofItem);
