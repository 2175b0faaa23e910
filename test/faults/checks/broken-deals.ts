import { change, NOON_MS, soundEvidence, withClose, withDeal, withOrder } from "../checker.fixture.ts";
import type { LedgerOrder } from "../evidence.ts";
import { type Broken, broken, rule } from "./broken.ts";

/** What can be wrong with deals, their order, and what they add up to. */
export const brokenDeals: readonly Broken[] = [
  broken("the ledger misses a deal", () => withOrder("ord_1", { deals: [] }), [rule.missing]),
  broken("a deal of an order that the ledger lost", () => withDeal("1", { orderId: "ord_0" }), [
    rule.missing,
    rule.volumes,
  ]),
  broken("a stop closed a position, and no order tells it", () => withClose("", false), [rule.closings]),
  broken("an exit of the agent closed a position, and no order tells it", () => withClose("ord_9", false), [
    rule.missing,
  ]),
  broken("the ledger has a deal that never was", () => {
    const sound = soundEvidence();
    const invented = sound.ledger.flatMap(({ deals }) => deals).map((deal) => ({ ...deal, deal: "77" }));
    return withOrder("ord_4", { deals: invented.slice(0, 1) });
  }, [rule.invented]),
  broken("a step was executed twice, as two deals", () => {
    const sound = soundEvidence();
    const twins = sound.log
      .filter(({ deal }) => deal === "1")
      .map((deal) => ({ ...deal, deal: "5", position: "505" }));
    const { ledger, ...rest } = withOrder("ord_1", {
      deals: [...(sound.ledger[0]?.deals ?? []), ...twins],
    });
    const more = { position: "505", symbol: "EURUSD", side: "long", lots: "0.1" } as const;
    return { ...rest, ledger, log: [...sound.log, ...twins], positions: [...sound.positions, more] };
  }, [rule.twice, rule.volumes]),
  broken("a deal is in the log twice", () => {
    const sound = soundEvidence();
    return { ...sound, log: [...sound.log, ...sound.log.filter(({ deal }) => deal === "4")] };
  }, [rule.twice, rule.volumes, rule.positions]),
  broken(
    "the ledger books a deal under two orders",
    () => withOrder("ord_4", { deals: soundEvidence().ledger[0]?.deals ?? [] }),
    [rule.missing, rule.twice],
  ),
  broken("ledger and log differ in a price", () => withDeal("3", { price: "1.10001" }), [rule.same]),
  broken("ledger and log differ in a volume", () => withDeal("3", { lots: "0.19" }), [
    rule.same,
    rule.volumes,
    rule.positions,
  ]),
  broken("ledger and log differ in the position", () => withDeal("4", { position: "9" }), [
    rule.same,
    rule.positions,
  ]),
  broken("an entry traded the wrong way", () => {
    const wrong = withDeal("4", { side: "sell" });
    const turn = change<LedgerOrder>(
      ({ orderId }) => orderId === "ord_3",
      (order) => ({ ...order, deals: order.deals.map((deal) => ({ ...deal, side: "sell" })) }),
    );
    return { ...wrong, ledger: turn(wrong.ledger) };
  }, [rule.kind]),
  broken("a cancel traded", () => {
    const sound = soundEvidence();
    const deals = sound.ledger.find(({ orderId }) => orderId === "ord_3")?.deals ?? [];
    const moved = withDeal("4", { orderId: "ord_4" });
    const ledger = moved.ledger.map((order) => ({
      ...order,
      ...(order.orderId === "ord_4" ? { deals } : {}),
      ...(order.orderId === "ord_3" ? { deals: [], state: "cancelled" as const } : {}),
    }));
    const log = moved.log.map((deal) => ({ ...deal, atMs: NOON_MS }));
    return { ...moved, ledger, log };
  }, [rule.kind]),
  broken("ledger and log agree on a volume that nobody asked for", () => {
    const less = withDeal("3", { lots: "0.1" });
    const ledger = less.ledger.map((order) => ({
      ...order,
      deals: order.deals.map((deal) => (deal.deal === "3" ? { ...deal, lots: "0.1" } : deal)),
    }));
    const positions = less.positions.map((held) =>
      held.position === "503" ? { ...held, lots: "0.1" } : held,
    );
    return { ...less, ledger, positions };
  }, [rule.volumes]),
  broken("a market order was filled late", () => withDeal("1", { atMs: NOON_MS + 30_001 }), [rule.inTime]),
  broken(
    "a deadline is later than the alert allows",
    () => withOrder("ord_3", { deadlineMs: NOON_MS + 30_006 }),
    [rule.inTime],
  ),
  broken("another alert traded in the middle of a flip", () => {
    const sound = soundEvidence();
    const swap: Readonly<Record<string, string>> = { "1": "2", "2": "1" };
    const renumber = <T extends { readonly deal: string }>(deal: T): T => ({
      ...deal,
      deal: swap[deal.deal] ?? deal.deal,
    });
    // The entry opened another position, so that only its place in the log is wrong.
    const apart = <T extends { readonly deal: string; readonly position: string }>(deal: T): T =>
      deal.deal === "1" ? { ...deal, position: "601" } : deal;
    const before = sound.log
      .filter(({ deal }) => deal === "1")
      .map((deal) => ({ ...deal, deal: "0", orderId: "", step: 0 }));
    return {
      ...sound,
      ledger: sound.ledger.map((order) => ({ ...order, deals: order.deals.map(apart).map(renumber) })),
      log: [...before, ...sound.log.map(apart).map(renumber)],
      positions: [...sound.positions, { position: "601", symbol: "EURUSD", side: "long", lots: "0.1" }],
    };
  }, [rule.flips]),
  broken("a position is told that the log does not know", () => {
    const sound = soundEvidence();
    const more = { position: "900", symbol: "EURUSD", side: "long", lots: "1" } as const;
    return { ...sound, positions: [...sound.positions, more] };
  }, [rule.positions]),
  broken("a position is not told", () => ({ ...soundEvidence(), positions: [] }), [rule.positions]),
];
