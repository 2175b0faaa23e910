import { Button } from "@mantine/core";
import { useTicks } from "../../live/use-live.ts";
import { useDesk } from "./desk-context.ts";
import { pipsBetween, priceText } from "./market-math.ts";
import { MovingPrice } from "./moving-price.tsx";
import { Panel } from "./panel.tsx";
import { SymbolSearch } from "./symbol-search.tsx";

export const MOST_WATCHED_SYMBOLS = 10;

interface WatchListProps {
  readonly symbols: readonly string[];
  readonly onChange: (symbols: readonly string[]) => void;
}

/** The symbols that this person keeps an eye on, with their prices as they come. */
export function WatchList({ symbols, onChange }: WatchListProps) {
  const { accountId, symbol: shown, show } = useDesk();
  const ticks = useTicks(accountId, symbols);
  const listed = shown !== null && symbols.includes(shown);
  const full = symbols.length >= MOST_WATCHED_SYMBOLS;
  return (
    <Panel title="Watch list" className="watch-panel">
      <SymbolSearch onChoose={show} />
      <table aria-label="Watch list">
        <thead>
          <tr>
            <th scope="col">Symbol</th>
            <th scope="col">Bid</th>
            <th scope="col">Ask</th>
            <th scope="col">
              <abbr title="Spread in pips">Spr</abbr>
            </th>
          </tr>
        </thead>
        <tbody>
          {symbols.map((symbol, index) => (
            <Watched
              key={symbol}
              symbol={symbol}
              digit={(index + 1) % MOST_WATCHED_SYMBOLS}
              tick={ticks.get(symbol)}
            />
          ))}
        </tbody>
      </table>
      {shown !== null &&
        (listed ? (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => onChange(symbols.filter((one) => one !== shown))}
          >
            Take {shown} off the list
          </Button>
        ) : (
          <Button
            size="compact-xs"
            variant="default"
            disabled={full}
            onClick={() => onChange([...symbols, shown])}
          >
            {full ? `Full: ${MOST_WATCHED_SYMBOLS} symbols` : `Keep ${shown} on the list`}
          </Button>
        ))}
    </Panel>
  );
}

interface WatchedProps {
  readonly symbol: string;
  readonly digit: number;
  readonly tick: { readonly bid: string; readonly ask: string } | undefined;
}

function Watched({ symbol, digit, tick }: WatchedProps) {
  const { symbol: shown, show, factsOf } = useDesk();
  const facts = factsOf(symbol);
  const chosen = symbol === shown;
  return (
    <tr data-chosen={chosen || undefined}>
      <th scope="row">
        <button
          type="button"
          aria-pressed={chosen}
          title={`Show ${symbol}: key ${digit}`}
          onClick={() => show(symbol)}
        >
          {symbol}
        </button>
      </th>
      <td>
        <MovingPrice price={tick === undefined ? null : priceText(tick.bid, facts)} />
      </td>
      <td>{tick === undefined ? "–" : priceText(tick.ask, facts)}</td>
      <td className="dim">{(tick === undefined ? null : pipsBetween(tick.bid, tick.ask, facts)) ?? "–"}</td>
    </tr>
  );
}
