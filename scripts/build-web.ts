import { buildWeb } from "./lib/build-web.ts";

/** wrangler's build command: the trading desk, before the Worker that serves it. */
console.log((await buildWeb()) ? "built dist/web" : "up to date: dist/web");
