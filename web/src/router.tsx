import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
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
  component: lazyRouteComponent(() => import("./pages/alerts/alerts.tsx"), "Alerts"),
});
const alert = createRoute({
  getParentRoute: () => root,
  path: "/alerts/$alertId",
  component: lazyRouteComponent(() => import("./pages/alerts/story.tsx"), "Story"),
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
  routeTree: root.addChildren([index, alerts, alert, sessions, members]),
  basepath: "/desk",
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
