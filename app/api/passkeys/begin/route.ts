import { beginPasskey } from "@/lib/auth/passkeys";
import { observe } from "@/lib/http";

export const POST = observe(beginPasskey);
