import { Hono } from "hono";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { entrance } from "./entrance.ts";
import { login } from "./login.ts";
import { session } from "./session.ts";
import { stepUp } from "./step-up.ts";

/** `/api/auth`: how people come in, stay, confirm and leave. */
export const auth = new Hono<ApiEnv>()
  .route("/", entrance)
  .route("/", login)
  .route("/", session)
  .route("/", stepUp);
