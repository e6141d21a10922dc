// A look of one's own: other values for the tokens of styles/tokens.css, from whoever puts the app before their people.

import css from "../styles/tokens.css?raw";

export type Kind = "colour" | "size" | "share" | "font";
type Values = Record<string, string>;

/** Other values, by theme. */
export interface Look {
  light: Values;
  dark: Values;
}

export interface Token {
  name: string;
  kind: Kind;
  light: string;
  /** As in the light theme, if not said. */
  dark: string | null;
}

const written: Record<Kind, RegExp> = {
  colour: /^(?:#(?:[0-9a-f]{3,4}){1,2}|rgba?\([\d\s,./%]{1,40}\))$/i,
  size: /^\d{1,4}(?:\.\d{1,2})?px$/,
  share: /^\d{1,3}%$/,
  font: /^[\p{L}"'-][\p{L}\d\s,"'-]{0,400}$/u,
};

function declared(block: string): Values {
  const found = block.matchAll(/^ {2}--([\w-]+):\s*([^;]+);/gm);
  return Object.fromEntries([...found].map(([, name = "", value = ""]) => [name, value.trim()]));
}

/** The tokens that can have another value. Durations, shadows and the ring of the focus are no part of a look. */
export function tokens(): Token[] {
  const [first = "", second = ""] = css.split('[data-theme="dark"]');
  const dark = declared(second);
  return Object.entries(declared(first)).flatMap(([name, value]) => {
    const kind = (Object.keys(written) as Kind[]).find((one) => written[one].test(value));
    return kind ? [{ name, kind, light: value, dark: dark[name] ?? null }] : [];
  });
}

/** What of a look can be used, and what is wrong with the rest. */
export function read(given: unknown): { look: Look; problems: Error[] } {
  const look: Look = { light: {}, dark: {} };
  const problems: Error[] = [];
  const known = new Map(tokens().map((token) => [token.name, token.kind]));
  const whole = given as Record<string, unknown> | null;
  if (typeof given !== "object" || whole === null || Array.isArray(given))
    return { look, problems: [new Error("a look is an object with `light` and `dark`")] };
  for (const [theme, values] of Object.entries(whole)) {
    if (theme !== "light" && theme !== "dark")
      problems.push(new Error(`${theme}: there are only \`light\` and \`dark\``));
    else if (typeof values !== "object" || values === null)
      problems.push(new Error(`${theme}: tokens with their values`));
    else
      for (const [name, value] of Object.entries(values)) {
        const kind = known.get(name);
        if (!kind) problems.push(new Error(`${theme}.${name}: there is no such token`));
        else if (typeof value !== "string" || !written[kind].test(value))
          problems.push(new Error(`${theme}.${name}: not a ${kind}: ${JSON.stringify(value)}`));
        else look[theme][name] = value;
      }
  }
  // What is the same in both themes, such as a size, needs to be said once only.
  const same = tokens().filter(({ name, dark }) => dark === null && look.light[name] !== undefined);
  const both = Object.fromEntries(same.map(({ name }) => [name, look.light[name] ?? ""]));
  return { look: { light: look.light, dark: { ...both, ...look.dark } }, problems };
}

/** Gives the tokens of a page the values of a look. By script, not by a style sheet: no policy of contents allows that less. */
export function wear(look: Look, theme: "light" | "dark", page: CSSStyleDeclaration): void {
  const values = look[theme];
  for (const name of new Set([...Object.keys(look.light), ...Object.keys(look.dark)]))
    if (values[name] === undefined) page.removeProperty(`--${name}`);
    else page.setProperty(`--${name}`, values[name]);
}
