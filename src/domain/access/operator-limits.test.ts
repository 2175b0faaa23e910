import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FEED_CONNECT_LIMIT, FEED_MESSAGE_LIMIT } from "./limits.ts";
import { feedLimitNames, feedLimitsOf } from "./operator-limits.ts";

const usual = {
  LIMIT_SOCKETS_PER_ADDRESS: "5",
  LIMIT_RECONNECTS_PER_10S: "5",
  LIMIT_SOCKET_MESSAGES_PER_SECOND: "100",
  FEED_READERS_PER_SHARD: "250",
};

describe("the operator's limits for sockets", () => {
  it("are the design's where the operator says nothing", () => {
    expect(feedLimitsOf(usual)).toEqual({
      ...{ sockets: 5, readersPerShard: 250 },
      ...{ connects: FEED_CONNECT_LIMIT, messages: FEED_MESSAGE_LIMIT },
    });
    const config = readFileSync("wrangler.toml", "utf8");
    for (const name of feedLimitNames) expect(config).toContain(`${name} = "${usual[name]}"`);
  });

  it("are whole numbers above 0, and a fault names the variable", () => {
    const office = { ...usual, LIMIT_SOCKETS_PER_ADDRESS: "200", LIMIT_RECONNECTS_PER_10S: "200" };
    expect(feedLimitsOf(office)).toMatchObject({ sockets: 200, connects: { limit: 201 } });
    for (const name of feedLimitNames) {
      for (const bad of ["", "0", "-1", "5.5", "1e3", " 5", "1000000", "many"]) {
        expect(() => feedLimitsOf({ ...usual, [name]: bad }), `${name}=${bad}`).toThrow(name);
      }
    }
  });
});
