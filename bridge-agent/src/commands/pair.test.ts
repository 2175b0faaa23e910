import { expect, test } from "vitest";
import { statePaths } from "../state/state-dir.ts";
import { FakeGateway } from "../testing/fake-gateway.ts";
import { ACCOUNT_ID, temporaryDirectory } from "../testing/fixtures.ts";
import { pair } from "./pair.ts";

const options = { replace: false, insecure: false };

async function codeOf(attempt: ReturnType<typeof pair>) {
  const paired = await attempt;
  return paired.ok ? "paired" : paired.error.code;
}

test("the identity holds what the gateway answered, and its keys are pinned", async () => {
  const gateway = await FakeGateway.start();
  const paired = await pair(statePaths(temporaryDirectory()), {
    ...options,
    code: gateway.code,
    gatewayUrl: gateway.url,
  });
  expect(paired).toMatchObject({
    ok: true,
    value: { accountId: ACCOUNT_ID, gatewayKeys: gateway.gatewayKeys },
  });
  expect(paired.ok && gateway.agentKey?.x).toBe(paired.ok && paired.value.key.x);
});

test("a gateway without encryption on another host is refused before anything is sent", async () => {
  const paths = statePaths(temporaryDirectory());
  const attempt = pair(paths, { ...options, code: "x".repeat(30), gatewayUrl: "http://gateway.example" });
  expect(await codeOf(attempt)).toBe("insecure_gateway");
});

test("a state directory is never handed over to another account, not even with --replace", async () => {
  const gateway = await FakeGateway.start();
  const paths = statePaths(temporaryDirectory());
  const gatewayUrl = gateway.url;
  expect(await codeOf(pair(paths, { ...options, code: gateway.code, gatewayUrl }))).toBe("paired");
  const other = `${"Z".repeat(26)}-SECRET`;
  expect(await codeOf(pair(paths, { insecure: false, replace: true, code: other, gatewayUrl }))).toBe(
    "other_account",
  );
});

test("a gateway that cannot be reached is named", async () => {
  const paths = statePaths(temporaryDirectory());
  const attempt = pair(paths, { ...options, code: "x".repeat(30), gatewayUrl: "http://127.0.0.1:1" });
  expect(await codeOf(attempt)).toBe("gateway_unreachable");
});
