import type { JsonNode, JsonObject } from "../json/node.ts";
import type { DialectName } from "./signal.ts";

/** What a message looks like: one of our dialects, or another vendor's, by a word at offset `at`. */
export type Detected =
  | { readonly kind: "own"; readonly dialect: DialectName }
  | { readonly kind: "foreign"; readonly vendor: string; readonly at: number };

const COPYFACTORY_TYPE = /^(?:POSITION|ORDER)_TYPE_/;

/** Keys that only one vendor has, in the order in which they are looked for. */
const FOREIGN_JSON_KEYS: readonly (readonly [key: string, vendor: string])[] = [
  ["bot_uuid", "3Commas"],
  ["tv_instrument", "3Commas"],
  ["platform_name", "AlgoWay"],
  ["order_action", "AlgoWay"],
  ["stub", "tradingview-alerts-processor"],
];

/** AutoView's keys ("Syntax" page); a message of nothing but these is one of its commands. */
const AUTOVIEW_KEYS = new Set(
  "a e s b c cm cmo t q p sl tp ts l y d delay dt close cot cc bcc ab ar amr aid eh collateral".split(" "),
);

/** TradingConnector's commands, each followed by at least one of its keys. */
const TRADINGCONNECTOR =
  /^\s*(?:long|buy|short|sell|closelong|closeshort|cancel (?:long|short)|closepart|slmod|tpmod|closeall|closeall_on_ticker)\s(?:.*\s)?(tradesymbol|lotsize|tradeid|slprice|tpprice)=/i;

const ALERTATRON = /^\s*\w+\([^)]*\)\s*\{/;

/** A licence id, or a word before a comma: PineConnector, right or wrong. */
const PINECONNECTOR = /^\s*(?:[0-9]{8,20}(?![^\s,])|[A-Za-z0-9_+]+\s*,)/;

function detectObject(object: JsonObject): Detected {
  for (const [key, vendor] of FOREIGN_JSON_KEYS) {
    const entry = object.entries.get(key);
    if (entry !== undefined) return { kind: "foreign", vendor, at: entry.keyAt };
  }
  const type = object.entries.get("type")?.value;
  if (type?.type === "string" && COPYFACTORY_TYPE.test(type.value)) {
    return { kind: "foreign", vendor: "CopyFactory", at: type.at };
  }
  return { kind: "own", dialect: object.entries.has("ticker") ? "traderspost" : "sallyport" };
}

/** Tells the dialect of a parsed JSON message. What nobody knows counts as Sallyport's, which says what is wrong. */
export function detectJson(root: JsonNode): Detected {
  const first = root.type === "array" ? root.items[0] : root;
  return first?.type === "object" ? detectObject(first) : { kind: "own", dialect: "sallyport" };
}

function isAutoView(text: string): boolean {
  const words = text.trim().split(/[\s|&]+/);
  return words.every((word) => {
    const equals = word.indexOf("=");
    return equals > 0 && AUTOVIEW_KEYS.has(word.slice(0, equals).toLowerCase());
  });
}

/** Tells the dialect of a message that is not JSON; what nobody knows counts as plain text. */
export function detectPlain(text: string): Detected {
  if (PINECONNECTOR.test(text)) return { kind: "own", dialect: "pineconnector" };
  const at = text.search(/\S/);
  if (ALERTATRON.test(text)) return { kind: "foreign", vendor: "Alertatron", at };
  if (isAutoView(text)) return { kind: "foreign", vendor: "AutoView", at };
  if (TRADINGCONNECTOR.test(text)) return { kind: "foreign", vendor: "TradingConnector", at };
  return { kind: "own", dialect: "text" };
}
