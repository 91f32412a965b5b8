import { removePasskey } from "@/lib/auth/passkeys";
import { write } from "@/lib/http";

export const POST = write(removePasskey);
