import { directionOf, signed } from "./market-math.ts";

interface MoneyProps {
  /** A decimal text; null while it is not known. */
  readonly amount: string | null;
  readonly currency: string;
  /** It is reckoned here, not told by the broker. */
  readonly about?: boolean;
}

/** What was gained or lost: its sign says it, the colour repeats it. */
export function Money({ amount, currency, about = false }: MoneyProps) {
  if (amount === null) return <span className="dim">–</span>;
  return (
    <span className={`money ${directionOf("0", amount)}`}>
      {about && (
        <abbr title="Approximate: without commission and swap, by the value of a tick as the terminal told it last">
          ≈
        </abbr>
      )}
      {signed(amount)} {currency}
    </span>
  );
}
