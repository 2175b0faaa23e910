import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { alertFilterSchema } from "./pages/alerts/alert-filter.ts";
import { composerSearchSchema } from "./pages/composer/composer-search.ts";
import { Shell } from "./shell/shell.tsx";
import { NoPage } from "./ui/no-page.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NoPage });

const index = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/alerts" });
  },
});

/** Every page is a file of its own for the browser, fetched when somebody goes there. */
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

export const router = createRouter({
  routeTree: root.addChildren([index, alerts, alert, composer, comingOver, sessions, members]),
  basepath: "/desk",
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
