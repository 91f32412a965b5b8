import { mine } from "@/lib/auth/passkey-queries";
import { read } from "@/lib/http";

export const GET = read(mine);
