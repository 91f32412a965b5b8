import { calendarDate } from "@/components/ui/time-distance";

/** "22 Nov 2026 20:45:12 UTC". */
export const instant = (at: string) => `${calendarDate(at)} ${at.slice(11, 19)} UTC`;

/** "#1,204": a place in the log. */
export const place = (index: number) => `#${index.toLocaleString("en-GB")}`;
