import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Joins class names; where two set the same property the later one holds. */
export function cn(...parts: ClassValue[]): string {
  return twMerge(clsx(parts));
}
