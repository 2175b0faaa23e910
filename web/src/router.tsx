import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { alertFilterSchema } from "./pages/alerts/alert-filter.ts";
import { composerSearchSchema } from "./pages/composer/composer-search.ts";
import { deskSearchSchema } from "./pages/desk/desk-search.ts";
import { Shell } from "./shell/shell.tsx";
import { NoPage } from "./ui/no-page.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NoPage });

/** Every page is a file of its own for the browser, fetched when somebody goes there. */
const desk = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: deskSearchSchema,
  component: lazyRouteComponent(() => import("./pages/desk/desk.tsx"), "DeskPage"),
});
const alerts = createRoute({
  getParentRoute: () => root,
  path: "/alerts",
  validateSearch: alertFilterSchema,
  component: lazyRouteComponent(() => import("./pages/alerts/alerts.tsx"), "Alerts"),
});
const alert = createRoute({
  getParentRoute: () => root,
  path: "/alerts/$alertId",
  component: lazyRouteComponent(() => import("./pages/alerts/story.tsx"), "Story"),
});
const composer = createRoute({
  getParentRoute: () => root,
  path: "/composer",
  validateSearch: composerSearchSchema,
  component: lazyRouteComponent(() => import("./pages/composer/composer.tsx"), "Composer"),
});
const comingOver = createRoute({
  getParentRoute: () => root,
  path: "/coming-over",
  component: lazyRouteComponent(() => import("./pages/coming-over/coming-over.tsx"), "ComingOver"),
});
const sessions = createRoute({
  getParentRoute: () => root,
  path: "/sessions",
  component: lazyRouteComponent(() => import("./pages/sessions/sessions.tsx"), "Sessions"),
});
const members = createRoute({
  getParentRoute: () => root,
  path: "/members",
  component: lazyRouteComponent(() => import("./pages/members/members.tsx"), "Members"),
});

const strategies = createRoute({
  getParentRoute: () => root,
  path: "/strategies",
  component: lazyRouteComponent(() => import("./pages/strategies/strategies.tsx"), "Strategies"),
});
const strategy = createRoute({
  getParentRoute: () => root,
  path: "/strategies/$strategyId",
  component: lazyRouteComponent(() => import("./pages/strategies/strategy.tsx"), "StrategyPage"),
});
const accounts = createRoute({
  getParentRoute: () => root,
  path: "/accounts",
  component: lazyRouteComponent(() => import("./pages/accounts/accounts.tsx"), "Accounts"),
});
const account = createRoute({
  getParentRoute: () => root,
  path: "/accounts/$accountId",
  component: lazyRouteComponent(() => import("./pages/accounts/account.tsx"), "AccountPage"),
});
const keys = createRoute({
  getParentRoute: () => root,
  path: "/keys",
  component: lazyRouteComponent(() => import("./pages/keys/keys.tsx"), "Keys"),
});
const me = createRoute({
  getParentRoute: () => root,
  path: "/me",
  component: lazyRouteComponent(() => import("./pages/me/me.tsx"), "Me"),
});

const emergency = createRoute({
  getParentRoute: () => root,
  path: "/emergency",
  component: lazyRouteComponent(() => import("./pages/emergency/emergency.tsx"), "EmergencyPage"),
});
const security = createRoute({
  getParentRoute: () => root,
  path: "/security",
  component: lazyRouteComponent(() => import("./pages/security/security.tsx"), "Security"),
});
const securityPeople = createRoute({
  getParentRoute: () => root,
  path: "/security/people",
  component: lazyRouteComponent(() => import("./pages/security/people.tsx"), "SecurityPeople"),
});
const securityReport = createRoute({
  getParentRoute: () => root,
  path: "/security/report",
  component: lazyRouteComponent(() => import("./pages/security/report.tsx"), "WeeklyReport"),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: "/security/audit",
  component: lazyRouteComponent(() => import("./pages/security/audit.tsx"), "AuditLog"),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/settings/settings.tsx"), "Settings"),
});

const start = createRoute({
  getParentRoute: () => root,
  path: "/start",
  component: lazyRouteComponent(() => import("./pages/start/start.tsx"), "Start"),
});

/** What an owner manages. */
const management = [
  ...[strategies, strategy, accounts, account, keys, me, emergency, settings],
  ...[start, security, securityPeople, securityReport, audit],
] as const;

export const router = createRouter({
  routeTree: root.addChildren([
    ...[desk, alerts, alert, composer, comingOver, sessions, members],
    ...management,
  ]),
  basepath: "/desk",
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
