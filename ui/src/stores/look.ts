import { read, wear, type Look } from "../lib/look";
import { platform } from "../platform";

let look: Look = { light: {}, dark: {} };

/** Reads the look that this page is to wear, if somebody has brought one. What is wrong in it is told where developers look. */
export async function openLook(): Promise<void> {
  const given = await platform().values?.();
  if (given === undefined || given === null) return;
  const { look: found, problems } = read(given);
  for (const problem of problems) console.warn("theme.json:", problem.message);
  look = found;
  wearLook();
}

/** After the theme has become another. */
export function wearLook(): void {
  const root = document.documentElement;
  wear(look, root.dataset.theme === "dark" ? "dark" : "light", root.style);
}
