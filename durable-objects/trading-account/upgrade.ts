import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import { MARKET_LINK_AUDIENCE } from "../../src/protocol/market-link.ts";
import type { Parts } from "./parts.ts";
import type { AgentSession } from "./session.ts";
import { notSignedIn, type SignInDesk } from "./sign-in.ts";

/**
 * Answers the agent's WebSocket upgrade: 101 with the link, or a problem document that says why not. `refused` is
 * told of whoever could not sign in.
 */
export async function answerUpgrade(
  request: Request,
  signIns: SignInDesk,
  session: AgentSession,
  refused: (why: Refusal) => void,
): Promise<Response> {
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    return problem(426, refusal("upgrade_required", "The agent link is a WebSocket."));
  }
  const signIn = await signIns.verify(request.headers.get("authorization"), Date.now());
  const webSocket = signIn.ok ? session.open(signIn.value) : null;
  if (webSocket !== null) return new Response(null, { status: 101, webSocket });
  const why = signIn.ok ? notSignedIn() : signIn.error;
  refused(why);
  return problem(401, why);
}

/** Signs in the agent's market link, whose token is used up by it; the agent's id. */
export async function admitMarket(
  { signIns, commit, doors, account }: Pick<Parts, "signIns" | "commit" | "doors" | "account">,
  authorization: string | null,
  address: string | null,
): Promise<Result<string, Refusal>> {
  const signIn = await signIns.verify(authorization, Date.now(), MARKET_LINK_AUDIENCE);
  if (signIn.ok && commit(() => signIns.admit(signIn.value, Date.now()))) return ok(signIn.value.agentId);
  const why = signIn.ok ? notSignedIn() : signIn.error;
  const who = { kind: "agent", address } as const;
  doors.refused({ action: "agent.link_refused", code: why.code, who, subject: account.subject }, Date.now());
  return err(why);
}

/** A refusal as RFC 9457 writes it. */
export function problem(status: number, { code, message, hint }: Refusal): Response {
  const title = "The agent link is refused";
  const document = { type: `urn:sallyport:refusal:${code}`, title, status, code, detail: message, hint };
  const headers = {
    "content-type": "application/problem+json; charset=utf-8",
    // By this an agent whose clock is off can tell by how much.
    date: new Date().toUTCString(),
  };
  return Response.json(document, { status, headers });
}
