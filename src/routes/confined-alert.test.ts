import { describe, expect, it } from "vitest";
import type { Alert } from "../../durable-objects/strategy/alert.ts";
import { makeId } from "../domain/ids.ts";
import { refusal } from "../domain/refusal.ts";
import { confinedAlert } from "./confined-alert.ts";

const [mine, other] = [1, 2].map((seed) => makeId("acc", seed, new Uint8Array(16).fill(seed)));
if (mine === undefined || other === undefined) throw new Error("two accounts");

function alertWith(routes: Alert["routes"], more: Partial<Alert> = {}): Alert {
  return {
    id: makeId("alt", 1, new Uint8Array(16)),
    receivedAtMs: 1,
    decidedAtMs: 2,
    verdict: "accepted",
    body: `{"account":"${other}"}`,
    explicitId: "their-id",
    address: "203.0.113.9",
    duplicateOf: null,
    hint: null,
    refusal: null,
    signal: null,
    routes,
    ...more,
  };
}

describe("ASVS 8.2.3: an alert, to whoever is confined to some accounts", () => {
  it("does not exist when it led to none of them", () => {
    expect(confinedAlert(alertWith([{ accountId: other, refusal: null }]), [mine])).toBeNull();
    expect(confinedAlert(alertWith([]), [mine])).toBeNull();
  });

  it("shows nothing of the other accounts, the message or its sender", () => {
    const both = [mine, other].map((accountId) => ({ accountId, refusal: null }));
    const shown = confinedAlert(alertWith(both), [mine]);
    expect(shown?.routes).toEqual([{ accountId: mine, refusal: null }]);
    expect(JSON.stringify(shown)).not.toContain(other);
    expect(JSON.stringify(shown)).not.toContain("203.0.113.9");
  });

  it("was refused when only others took it, for the reason of their own route", () => {
    const why = refusal("route_paused", "The route to this account is paused.");
    const routes = [
      { accountId: mine, refusal: why },
      { accountId: other, refusal: null },
    ];
    expect(confinedAlert(alertWith(routes), [mine])).toMatchObject({ verdict: "refused", refusal: why });
    const theirs = refusal("volume_too_large", `Too large for ${other}.`);
    const all = [
      { accountId: other, refusal: theirs },
      { accountId: mine, refusal: why },
    ];
    const shown = confinedAlert(alertWith(all, { verdict: "refused", refusal: theirs }), [mine]);
    expect(shown).toMatchObject({ verdict: "refused", refusal: why });
  });
});
