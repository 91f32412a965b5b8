import { read } from "@/lib/http";
import { mapping } from "@/lib/oversight/mapping-queries";

export const GET = read(mapping);
