import { Kbd, Modal, Table } from "@mantine/core";
import { useMemo, useState } from "react";
import { useOfferCommands } from "../../shell/page-commands.ts";
import { useDesk } from "./desk-context.ts";
import { SEARCH_ID } from "./symbol-search.tsx";
import { SIZE_ID } from "./ticket/ticket.tsx";
import { wishes } from "./ticket/ticket-wishes.ts";
import { useKeys } from "./use-keys.ts";

const forAll = [
  ["1 … 9, 0", "Show a symbol of the watch list"],
  ["/", "Find a symbol"],
  ["↑ ↓", "Go through the rows of the table"],
  ["?", "Show these keys"],
] as const;
const forTraders = [
  ["b, s", "Ticket: buy, sell"],
  ["t", "Ticket: size"],
  ["Enter", "In the ticket: send it"],
  ["Esc", "Leave a field or a question"],
  ["c", "Close the chosen position"],
  ["f", "Flatten the symbol, after a confirmation"],
] as const;

function goTo(id: string): void {
  document.getElementById(id)?.focus();
}

/** The keys of the desk, and what they do: on `?` and in the palette. */
export function KeysOfDesk({ watched }: { readonly watched: readonly string[] }) {
  const { show, mayTrade } = useDesk();
  const [open, setOpen] = useState(false);
  const digits = watched.map((symbol, index) => [String((index + 1) % 10), () => show(symbol)] as const);
  useKeys({
    ...Object.fromEntries(digits),
    "/": () => goTo(SEARCH_ID),
    "?": () => setOpen(true),
    ...(mayTrade
      ? { b: () => wishes.side("buy"), s: () => wishes.side("sell"), t: () => goTo(SIZE_ID) }
      : {}),
  });
  useOfferCommands(
    useMemo(
      () => [
        { name: "Find a symbol", keys: "/", run: () => goTo(SEARCH_ID) },
        ...(mayTrade
          ? [
              { name: "Ticket: buy", keys: "b", run: () => wishes.side("buy") },
              { name: "Ticket: sell", keys: "s", run: () => wishes.side("sell") },
              { name: "Ticket: size", keys: "t", run: () => goTo(SIZE_ID) },
            ]
          : []),
        { name: "Keys of the desk", keys: "?", run: () => setOpen(true) },
      ],
      [mayTrade],
    ),
  );
  return (
    <Modal
      opened={open}
      onClose={() => setOpen(false)}
      title="Keys of the desk"
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Table aria-label="Keys of the desk">
        <Table.Tbody>
          {[...(mayTrade ? forTraders : []), ...forAll].map(([keys, what]) => (
            <Table.Tr key={keys}>
              <Table.Td>
                <Kbd>{keys}</Kbd>
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
