import type { Context } from "hono";
import type { User } from "../../../durable-objects/user/index.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";

/** The person who asks, for routes whose row says `person`. */
export function personOf(c: Context<ApiEnv>): {
  user: DurableObjectStub<User>;
  userId: string;
  sessionId: string;
} {
  const { person } = c.var.principal;
  // The row's `person` has let nobody else through; without it the route would answer for nobody.
  if (person === null) throw new Error("a route for people was reached by something else");
  return { ...person, user: c.env.USER.getByName(person.userId) };
}
