import { Burger, Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useState } from "react";
import * as z from "zod";
import { call } from "../api/client.ts";
import { forgetSession } from "../api/session-keys.ts";
import { StopBanner } from "../emergency/stop-banner.tsx";
import { StopDialog } from "../emergency/stop-dialog.tsx";
import { useStopNews } from "../emergency/stop-news.ts";
import { useMay } from "../session/may.ts";
import { SessionGate, usePerson } from "../session/session.tsx";
import { Boundary } from "../ui/boundary.tsx";
import { ConfirmationDialog } from "./confirmation-dialog.tsx";
import { usePageCommands } from "./page-commands.ts";
import { pagesFor } from "./pages.ts";
import "./frame.css";
import { useShortcuts } from "./use-shortcuts.ts";

/** Fetched when somebody asks for it: it brings more than the rest of the frame. */
const Palette = lazy(() => import("./palette.tsx").then((file) => ({ default: file.Palette })));

/** What stands around every page: who is here, where to go, and the dialog for confirmations. */
export function Shell() {
  return (
    <SessionGate>
      <Frame />
      <ConfirmationDialog />
    </SessionGate>
  );
}

function Frame() {
  const [open, { toggle, close }] = useDisclosure(false);
  const person = usePerson();
  const { pathname } = useLocation();
  const mayStop = useMay("emergency");
  const [stops, setStops] = useState(false);
  const [palette, setPalette] = useState<boolean | null>(null);
  const go = useNavigate();
  const { role } = person;
  const goTo = useCallback(
    (key: string) => {
      const entry = pagesFor(role).find(({ shortcut }) => shortcut === key);
      if (entry !== undefined) void go({ to: entry.to });
    },
    [role, go],
  );
  useShortcuts({ goTo, openPalette: useCallback(() => setPalette(true), []) });
  useStopNews();
  const pageCommands = usePageCommands();
  const commands = [
    ...pageCommands,
    ...pagesFor(role).map(({ to, name, shortcut }) => ({
      name,
      keys: `g ${shortcut}`,
      run: () => go({ to }),
    })),
    ...(mayStop ? [{ name: "Stop trading", run: () => setStops(true) }] : []),
  ];
  return (
    <>
      <header className="frame-bar">
        <Group gap="sm" wrap="nowrap">
          <Burger
            opened={open}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={open ? "Close the menu" : "Open the menu"}
            aria-expanded={open}
            aria-controls="pages"
          />
          <Text component="strong" fw={700} visibleFrom="xs">
            Sallyport
          </Text>
        </Group>
        <Group gap="sm" wrap="nowrap">
          {mayStop && (
            <Button size="xs" color="red" onClick={() => setStops(true)}>
              Stop trading
            </Button>
          )}
          <Text size="sm" c="dimmed" truncate maw={220} visibleFrom="xs">
            {person.email} · {person.role ?? "no role"}
          </Text>
          <Button
            size="xs"
            variant="default"
            visibleFrom="sm"
            onClick={() => setPalette(true)}
            title="Every page and action by its name"
          >
            Ctrl K
          </Button>
          <LogOut />
        </Group>
      </header>
      <nav className="frame-side" id="pages" aria-label="Pages" data-open={open || undefined}>
        {pagesFor(person.role).map(({ to, name, shortcut }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === "/", includeSearch: false }}
            title={`g ${shortcut}`}
            onClick={close}
          >
            {name}
          </Link>
        ))}
      </nav>
      <main className="frame-page">
        <StopBanner />
        <Boundary key={pathname}>
          <Outlet />
        </Boundary>
      </main>
      {palette !== null && (
        <Suspense>
          <Palette open={palette} onClose={() => setPalette(false)} commands={commands} />
        </Suspense>
      )}
      <StopDialog open={stops} onClose={() => setStops(false)} />
    </>
  );
}

function LogOut() {
  const logOut = useMutation({
    mutationFn: () => call("/api/auth/logout", { method: "POST", body: {}, answer: z.unknown() }),
    onSuccess: forgetSession,
  });
  return (
    <Button size="xs" variant="default" loading={logOut.isPending} onClick={() => logOut.mutate()}>
      Log out
    </Button>
  );
}
