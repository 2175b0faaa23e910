import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { encodeFrame, FrameReader } from "../../src/protocol/ea-frame.ts";
import { submitSchema } from "../../src/protocol/ea-link.ts";
import { AgentSide } from "./agent-side.ts";
import { Cleanup } from "./cleanup.ts";

/** A terminal that answers each `submit` with these states. */
async function answering(state: string) {
  const cleanup = new Cleanup();
  onTestFinished(() => cleanup.run());
  const side = new AgentSide();
  const socket = connect({ host: "127.0.0.1", port: await side.listen(cleanup) });
  cleanup.add(async () => void socket.destroy());
  const reader = new FrameReader();
  const orders: string[] = [];
  socket.on("data", (chunk: Uint8Array) => {
    const read = reader.push(chunk);
    if (!read.ok) throw new Error(read.error.code);
    for (const record of read.value) {
      const { order, step } = submitSchema.parse(record);
      orders.push(order);
      socket.write(encodeFrame({ type: "journaled", order, step, at: 1 }));
      socket.write(encodeFrame({ type: "result", order, step, state, message: "why" }));
    }
  });
  await side.connected();
  return { side, orders };
}

it("sends steps that a terminal accepts, each of another order, and times both answers", async () => {
  const { side, orders } = await answering("done");
  const trips = await side.roundTrips(3, 0);
  expect(new Set(orders).size).toBe(3);
  for (const { journaledUs, resultUs } of trips) {
    expect(journaledUs).toBeGreaterThan(0);
    expect(resultUs).toBeGreaterThanOrEqual(journaledUs);
  }
});

it("measures nothing when the terminal refuses: a refusal is faster than an execution", async () => {
  const { side } = await answering("rejected");
  await expect(side.roundTrips(1, 0)).rejects.toThrow("rejected: why");
});
