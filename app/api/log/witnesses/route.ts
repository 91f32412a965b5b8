import { read } from "@/lib/http";
import { witnesses } from "@/lib/witness/queries";

export const GET = read(witnesses);
