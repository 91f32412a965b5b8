import { switchCampaign } from "@/lib/drafting/steering";
import { write } from "@/lib/http";

export const POST = write(switchCampaign);
