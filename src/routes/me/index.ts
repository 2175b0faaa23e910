import { Hono } from "hono";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { factors } from "./factors.ts";
import { person } from "./person.ts";
import { sessions } from "./sessions.ts";

/** `/api/me`: what people manage of themselves. */
export const me = new Hono<ApiEnv>().route("/sessions", sessions).route("/", factors).route("/", person);
