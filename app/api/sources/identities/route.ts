import { read } from "@/lib/http";
import { findIdentities } from "@/lib/sources/queries";

export const GET = read(findIdentities);
