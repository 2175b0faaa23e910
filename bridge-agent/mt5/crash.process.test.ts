import { beforeAll, describe, expect, it } from "vitest";
import { ask, BUILD_TIMEOUT_MS, of, submit } from "./testing/fixtures.ts";
import { begin, builtAdvisor } from "./testing/rig.ts";

/** Kills the expert advisor at a place while it carries out a step, and starts it again. */
async function killedAt(place: string) {
  const rig = await begin();
  const first = rig.start({ crash: place });
  const before = await rig.nextConnection();
  await before.link();
  const bought = submit("a");
  before.say(bought);
  expect(await first.end).toEqual({ code: null, signal: "SIGKILL" });
  rig.start();
  const link = await rig.nextConnection();
  return { ...rig, bought, before, link };
}

describe("an expert advisor that is killed", { timeout: 60_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  it("between the journal and the send: does not send again, and does not call it done", async () => {
    const { link, bought, venue } = await killedAt("before_send");
    expect(of(await link.link(), "deal")).toEqual([]);
    expect(await ask(link, bought)).toMatchObject({ state: "sent" });
    link.say(bought);
    expect(await link.result(bought.order)).toMatchObject({ state: "sent" });
    expect(venue.deals()).toEqual([]);
  });

  it.each(["after_send", "on_result", "before_result"])(
    "between the send and the result (%s): finds out what came of it, and sends nothing twice",
    async (place) => {
      const { link, bought, venue, before } = await killedAt(place);
      expect(of(before.told, "result")).toEqual([]);
      const told = await link.link();
      const [deal] = of(told, "deal");
      expect(deal).toMatchObject({ order: bought.order, step: 0, magic: bought.magic });
      expect(await ask(link, bought)).toMatchObject({ state: "done", deal: deal?.deal });
      link.say(bought);
      expect(await link.result(bought.order)).toMatchObject({ state: "done" });
      expect(venue.deals()).toMatchObject([{ magic: bought.magic }]);
    },
  );

  it("before anything is in the journal: knows nothing of the step, and carries it out when asked again", async () => {
    const rig = await begin();
    const first = rig.start();
    const before = await rig.nextConnection();
    await before.link();
    first.kill("SIGKILL");
    await first.end;
    rig.start();
    const link = await rig.nextConnection();
    await link.link();
    const bought = submit("a");
    expect(await ask(link, bought)).toMatchObject({ state: "never" });
    link.say(bought);
    expect(await link.result(bought.order)).toMatchObject({ state: "done" });
    expect(rig.venue.deals()).toHaveLength(1);
  });

  it("again and again within a burst of orders: every order is at the venue at most once, and none is lost from sight", async () => {
    const rig = await begin();
    const steps: ReturnType<typeof submit>[] = [];
    for (const place of ["after_send:3", "before_send:4", "on_result:3", "after_flush:2"]) {
      const program = rig.start({ crash: place });
      const link = await rig.nextConnection();
      await link.link();
      // All that were sent before are sent once more.
      for (let at = 0; at < 5; at++) steps.push(submit(`${place} ${at}`, { lots: "0.01" }));
      link.say(...steps);
      expect(await program.end).toMatchObject({ signal: "SIGKILL" });
    }
    rig.start();
    const link = await rig.nextConnection();
    await link.link();
    const magics = rig.venue.deals().map(({ magic }) => magic);
    expect(new Set(magics).size).toBe(magics.length);
    for (const step of steps) {
      const { state } = await ask(link, step);
      if (magics.includes(step.magic)) expect(state).toBe("done");
      else expect(["sent", "never"]).toContain(state);
    }
  });
});
