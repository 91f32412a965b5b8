import { signOut } from "@/lib/auth/session";
import { post } from "@/lib/http";

export const POST = post("session.end", signOut);
