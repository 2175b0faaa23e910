import { expect, it } from "vitest";
import { clientKey } from "../access/address.ts";
import { makeDraft, type RawActor } from "../audit/make-draft.ts";
import { eventOf } from "./event.ts";
import { PERSON, START_MS } from "./security-test-support.ts";

const addressOf = (address: string | null) => {
  const who: RawActor = { kind: "sender", address };
  return eventOf(makeDraft({ action: "hook.refused", who }, START_MS, new Uint8Array(16))).address;
};

it("an IPv6 address counts as its /64, whether the entry holds the one or the other", () => {
  const network = clientKey("2001:db8::1");
  expect(addressOf("2001:db8::1")).toBe(network);
  expect(addressOf("2001:db8::ffff:2")).toBe(network);
  expect(addressOf(network)).toBe(network);
  expect(addressOf("192.0.2.7")).toBe("192.0.2.7");
});

it("an address that nobody knows is none, so that all of those are not taken for one attacker", () => {
  expect(addressOf(null)).toBeNull();
  expect(addressOf(clientKey(null))).toBeNull();
});

it("a person is known by their id, and nobody else is a person", () => {
  const of = (kind: "person" | "token") => {
    const who: RawActor = { kind, id: PERSON };
    return eventOf(makeDraft({ action: "session.begun", who }, START_MS, new Uint8Array(16))).personId;
  };
  expect([of("person"), of("token")]).toEqual([PERSON, null]);
});
