import { buildGateway } from "./lib/build-worker.ts";

/** `npm run build`: bundles the Worker for one machine; `npm start` does it by itself. */
const bundle = await buildGateway();
console.log(bundle.built ? `built ${bundle.dir}` : `up to date: ${bundle.dir}`);
