import { Decimal } from "../../../../src/domain/decimal.ts";
import type { MarketBook } from "../../../../src/protocol/market-link.ts";
import { useBook } from "../../live/use-live.ts";
import { useDesk } from "./desk-context.ts";
import { pipsBetween, priceText } from "./market-math.ts";
import { Panel } from "./panel.tsx";

/** So many levels of each side are shown: more is not read. */
const LEVELS = 5;

/** The broker's order book of the symbol, the dearest offer on top; bars show how much waits at each price. */
export function Book() {
  const { accountId, symbol, live } = useDesk();
  const seen = live.sees.includes("book");
  const book = useBook(accountId, seen ? symbol : null);
  const empty = book === null || (book.bids.length === 0 && book.asks.length === 0);
  return (
    <Panel title="Order book" className="book-panel">
      {empty ? <p className="dim">{whyEmpty(seen, symbol, book)}</p> : <Depth book={book} />}
    </Panel>
  );
}

function whyEmpty(seen: boolean, symbol: string | null, book: MarketBook | null): string {
  if (!seen) return "Your role does not see the order book.";
  if (symbol === null) return "No symbol is chosen.";
  return book === null
    ? `No order book of ${symbol} has come. Many brokers give none; then it stays empty.`
    : `The order book of ${symbol} is empty just now.`;
}

function Depth({ book }: { readonly book: MarketBook }) {
  const { factsOf } = useDesk();
  const facts = factsOf(book.symbol);
  const asks = book.asks.slice(0, LEVELS).reverse();
  const bids = book.bids.slice(0, LEVELS);
  const most = Decimal.max(...[...asks, ...bids].map(({ lots }) => lots));
  const [bestAsk, bestBid] = [book.asks[0], book.bids[0]];
  const spread =
    bestAsk === undefined || bestBid === undefined ? null : pipsBetween(bestBid.price, bestAsk.price, facts);
  const row = (side: "ask" | "bid") => (level: { readonly price: string; readonly lots: string }) => (
    <tr key={level.price} className={side}>
      <th scope="row">{side === "ask" ? "Ask" : "Bid"}</th>
      <td>{priceText(level.price, facts)}</td>
      <td className="depth">
        <meter
          min={0}
          max={1}
          value={new Decimal(level.lots).div(most).toNumber()}
          aria-label={`${level.lots} lots at ${level.price}`}
        />
        <span>{level.lots}</span>
      </td>
    </tr>
  );
  return (
    <table aria-label={`Order book of ${book.symbol}`}>
      <thead>
        <tr>
          <th scope="col">Side</th>
          <th scope="col">Price</th>
          <th scope="col">Lots</th>
        </tr>
      </thead>
      <tbody>
        {asks.map(row("ask"))}
        <tr className="gap">
          <td colSpan={3}>{spread === null ? "One side only" : `Spread ${spread} pips`}</td>
        </tr>
        {bids.map(row("bid"))}
      </tbody>
    </table>
  );
}
