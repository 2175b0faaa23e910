import type { Profile } from "../api/session-keys.ts";

export type Role = NonNullable<Profile["role"]>;

/** A page of the desk, as the navigation and the command palette list it. */
export interface PageEntry {
  readonly to: string;
  readonly name: string;
  /** Roles that have something to do there; the gateway refuses the others in any case. */
  readonly roles: readonly Role[];
  /** The second key after `g`. */
  readonly shortcut: string;
}

const everybody: readonly Role[] = ["owner", "admin", "trader", "viewer", "guest"];
const viewers: readonly Role[] = ["owner", "admin", "trader", "viewer"];
const managers: readonly Role[] = ["owner", "admin"];

export const pages: readonly PageEntry[] = [
  { to: "/", name: "Desk", roles: everybody, shortcut: "d" },
  { to: "/alerts", name: "Alerts", roles: viewers, shortcut: "a" },
  { to: "/composer", name: "Composer", roles: viewers, shortcut: "w" },
  { to: "/coming-over", name: "Coming over", roles: viewers, shortcut: "o" },
  { to: "/accounts", name: "Accounts", roles: viewers, shortcut: "c" },
  { to: "/strategies", name: "Strategies", roles: viewers, shortcut: "s" },
  { to: "/members", name: "Members", roles: managers, shortcut: "m" },
  { to: "/keys", name: "Keys", roles: managers, shortcut: "k" },
  { to: "/emergency", name: "Emergency stop", roles: viewers, shortcut: "x" },
  { to: "/security", name: "Security", roles: managers, shortcut: "y" },
  { to: "/settings", name: "Settings", roles: managers, shortcut: "t" },
  { to: "/sessions", name: "Sessions", roles: everybody, shortcut: "e" },
  { to: "/start", name: "First steps", roles: managers, shortcut: "f" },
  { to: "/me", name: "My login", roles: everybody, shortcut: "l" },
];

export function pagesFor(role: Role | null): readonly PageEntry[] {
  return role === null ? [] : pages.filter(({ roles }) => roles.includes(role));
}
