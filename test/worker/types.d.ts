/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  type WorkerEnv = import("../../src/env.ts").Env;

  /** The bindings as tests see them through `cloudflare:workers`; see bindings.ts. */
  interface Env extends WorkerEnv {
    readonly TEST_TOKEN: string;
    readonly TEST_CLAIM_CODE: string;
    readonly TEST_SEED: string;
  }

  interface GlobalProps {
    mainModule: typeof import("../../src/index.ts");
    durableNamespaces: "AddressGuard" | "Feed" | "Strategy" | "Tenant" | "TradingAccount" | "User";
  }
}
