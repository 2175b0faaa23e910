import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { useDesk } from "./desk-context.ts";
import { type SymbolFacts, useSymbols } from "./symbol-facts.ts";

/** The element's name, for the key that goes there. */
export const SEARCH_ID = "desk-symbol-search";
const MOST_SHOWN = 12;

/** Any symbol of the broker by some letters of its name: arrows and Enter choose, Escape leaves. */
export function SymbolSearch({ onChoose }: { readonly onChoose: (symbol: string) => void }) {
  const { accountId } = useDesk();
  const { symbols, query } = useSymbols(accountId);
  const [wanted, setWanted] = useState("");
  const combobox = useCombobox();
  const { selectFirstOption } = combobox;
  const found = useMemo(() => matching(symbols, wanted), [symbols, wanted]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another wish, other options; Enter takes the first
  useEffect(() => {
    selectFirstOption();
  }, [wanted, selectFirstOption]);
  const choose = (symbol: string): void => {
    onChoose(symbol);
    setWanted("");
    combobox.closeDropdown();
    document.getElementById(SEARCH_ID)?.blur();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.Target>
        <TextInput
          id={SEARCH_ID}
          size="xs"
          aria-label="Find a symbol"
          placeholder={symbols.length === 0 ? "No symbols yet" : `Find a symbol   /`}
          value={wanted}
          error={query.isError ? "The symbols could not be fetched." : undefined}
          onChange={(event) => {
            setWanted(event.currentTarget.value);
            combobox.openDropdown();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          autoComplete="off"
          spellCheck={false}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label="Symbols">
          {found.length === 0 && <Combobox.Empty>No symbol of that name.</Combobox.Empty>}
          {found.map(({ symbol }) => (
            <Combobox.Option value={symbol} key={symbol}>
              {symbol}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
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
