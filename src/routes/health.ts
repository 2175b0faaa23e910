import { Hono } from "hono";
import { json } from "./problem.ts";

/** `GET /healthz`: the Worker answers. It says nothing of versions or of anybody's state. */
export const health = new Hono().get("/healthz", () => json({ status: "ok" }));
