import { observe } from "@/lib/http";
import { reserveUpload } from "@/lib/sources/import-job";

export const POST = observe(reserveUpload);
