import type { DialectName } from "../../../../src/domain/alert/signal.ts";
import { ok } from "../../../../src/domain/result.ts";
import type { Draft } from "./draft.ts";
import { type Written, writeText, writeTradersPost } from "./write-others.ts";
import { writePineConnector } from "./write-pineconnector.ts";
import { writeSallyport } from "./write-sallyport.ts";

const writers: Readonly<Record<DialectName, (draft: Draft) => Written>> = {
  sallyport: (draft) => ok(writeSallyport(draft)),
  pineconnector: writePineConnector,
  traderspost: writeTradersPost,
  text: writeText,
};

/** The message for TradingView that says what was chosen, or what the dialect cannot say. */
export function writeMessage(draft: Draft, dialect: DialectName): Written {
  return writers[dialect](draft);
}
