export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

/** Name of the cookie that keeps the choice; the root layout writes it into `<html data-theme>`. */
export const THEME_COOKIE = "theme";

/** The theme a cookie or attribute names; anything else is `system`. */
export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}
