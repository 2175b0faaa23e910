import fc from "fast-check";
import { expect, test } from "vitest";
import { readFrame } from "./read-frame.ts";

const codeOf = (text: string) => {
  const frame = readFrame(text);
  return frame.ok ? frame.value.type : frame.error.code;
};

test("a frame of the link is read, fields that are not known are ignored", () => {
  expect(codeOf('{"type":"ack","seq":3,"later":true}')).toBe("ack");
});

test("two values for one field are refused: parsers would disagree which one counts", () => {
  expect(codeOf('{"type":"ack","seq":3,"seq":9}')).not.toBe("ack");
});

test("a number that JavaScript would change is refused", () => {
  expect(codeOf('{"type":"ack","seq":10000000000000000999}')).not.toBe("ack");
});

test("a reconcile with as many orders as an account may have open is read", () => {
  const orderIds = Array.from({ length: 20_000 }, (_, at) => `ord_${String(at).padStart(26, "0")}`);
  expect(codeOf(JSON.stringify({ type: "reconcile", reconcileId: 1, orderIds, pips: {} }))).toBe("reconcile");
});

test("no text makes the reader throw", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readFrame(text)));
});
