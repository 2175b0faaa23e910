import { Badge, Table, Text } from "@mantine/core";
import { Act } from "../../ui/act.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { PageLink } from "../../ui/page-link.tsx";
import { Section } from "../../ui/section.tsx";
import { Wide } from "../../ui/wide.tsx";
import { useAccounts } from "../accounts/account-schemas.ts";
import { RouteForm } from "./route-form.tsx";
import type { StrategyPart } from "./strategy.tsx";
import { changeStrategy, type Route, sizeUnits } from "./strategy-schemas.ts";

const MOST_ROUTES = 16;

/** Where the strategy's alerts go, each account with a size and symbol names of its own. */
export function StrategyRoutes({ strategy, mayChange, onChanged }: StrategyPart) {
  const accounts = useAccounts();
  const names = new Map(accounts.data?.items.map(({ id, name }) => [id, name]));
  const { routes } = strategy.settings;
  const set = (next: readonly Route[]) => changeStrategy(strategy.id, { settings: { routes: [...next] } });
  const free = (accounts.data?.items ?? []).filter(({ id }) => routes.every((one) => one.accountId !== id));
  const called = (route: Route): string => names.get(route.accountId) ?? route.accountId;
  return (
    <Section
      title="Routes"
      about="Every route that stands gets each alert. The size of a route counts where the message names none."
      actions={
        mayChange &&
        free.length > 0 &&
        routes.length < MOST_ROUTES && (
          <Dialog label="Add a route" title="Add a route" size="xs" variant="default">
            {(close) => (
              <RouteForm
                accounts={free}
                route={null}
                save={(route) => set([...routes, route])}
                onDone={() => onChanged().then(close)}
              />
            )}
          </Dialog>
        )
      }
    >
      {routes.length === 0 ? (
        <Text c="dimmed" size="sm">
          It leads to no account, so its alerts are refused.
        </Text>
      ) : (
        <Wide label="routes" minWidth={520}>
          <Table aria-label="routes">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Account</Table.Th>
                <Table.Th>Size</Table.Th>
                <Table.Th>Symbols</Table.Th>
                {mayChange && <Table.Th>Actions</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {routes.map((route) => {
                const others = routes.filter((one) => one !== route);
                return (
                  <Table.Tr key={route.accountId}>
                    <Table.Td>
                      <PageLink to="/accounts/$accountId" params={{ accountId: route.accountId }}>
                        {called(route)}
                      </PageLink>{" "}
                      {!route.enabled && (
                        <Badge color="orange" variant="light" tt="none">
                          paused
                        </Badge>
                      )}
                    </Table.Td>
                    <Table.Td>{sizeText(route)}</Table.Td>
                    <Table.Td>{symbolsText(route)}</Table.Td>
                    {mayChange && (
                      <Table.Td>
                        <Dialog
                          label="Edit"
                          title={`Edit the route to ${called(route)}`}
                          size="compact-xs"
                          variant="default"
                        >
                          {(close) => (
                            <RouteForm
                              accounts={[{ id: route.accountId, name: called(route), createdAtMs: 0 }]}
                              route={route}
                              save={(next) => set(routes.map((one) => (one === route ? next : one)))}
                              onDone={() => onChanged().then(close)}
                            />
                          )}
                        </Dialog>{" "}
                        <Act
                          label="Remove"
                          full={`Remove the route to ${called(route)}`}
                          size="compact-xs"
                          consequence="Alerts go there no more, exits neither. What is open on the account stays open."
                          act={() => set(others)}
                          onDone={onChanged}
                        />
                      </Table.Td>
                    )}
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </Section>
  );
}

function sizeText({ size }: Route): string {
  if (size === undefined) return "as the message says";
  const names: Readonly<Record<string, string>> = sizeUnits;
  return `${size.value} ${names[size.unit] ?? size.unit}`;
}

function symbolsText({ symbols }: Route): string {
  const pairs = Object.entries(symbols);
  return pairs.length === 0
    ? "as the account has them"
    : pairs.map(([from, to]) => `${from} → ${to}`).join(", ");
}
