import { entry } from "@/lib/catalogue/entry";
import { read } from "@/lib/http";

export const GET = read(entry);
