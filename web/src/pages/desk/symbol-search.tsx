import { Choice } from "../../ui/choice.tsx";
import { useDesk } from "./desk-context.ts";
import { type SymbolFacts, useSymbols } from "./symbol-facts.ts";

/** The element's name, for the key that goes there. */
export const SEARCH_ID = "desk-symbol-search";
const MOST_SHOWN = 12;

/** Any symbol of the broker by some letters of its name: arrows and Enter choose, Escape leaves. */
export function SymbolSearch({ onChoose }: { readonly onChoose: (symbol: string) => void }) {
  const { accountId } = useDesk();
  const { symbols, query } = useSymbols(accountId);
  return (
    <Choice
      id={SEARCH_ID}
      size="xs"
      label="Find a symbol"
      what="Symbols"
      placeholder={symbols.length === 0 ? "No symbols yet" : `Find a symbol   /`}
      error={query.isError ? "The symbols could not be fetched." : undefined}
      none="No symbol of that name."
      find={(wanted) => matching(symbols, wanted).map(({ symbol }) => ({ value: symbol, shown: symbol }))}
      onChoose={(symbol) => {
        onChoose(symbol);
        document.getElementById(SEARCH_ID)?.blur();
      }}
    />
  );
}

/** Those that begin with what was typed come before those that only have it in them. */
function matching(symbols: readonly SymbolFacts[], wanted: string): readonly SymbolFacts[] {
  const part = wanted.trim().toLowerCase();
  const place = ({ symbol }: SymbolFacts): number => symbol.toLowerCase().indexOf(part);
  return symbols
    .filter((one) => place(one) >= 0)
    .sort((a, b) => place(a) - place(b) || a.symbol.localeCompare(b.symbol))
    .slice(0, MOST_SHOWN);
}
