import { request } from "node:http";
import * as z from "zod";

/** What came back to one `POST` on a hook; `none` when the connection broke or the time was over. */
export type HookOutcome =
  | { readonly kind: "answer"; readonly status: number; readonly body: HookAnswer; readonly text: string }
  | { readonly kind: "none"; readonly why: string };

/** The fields of every answer on a hook: of a verdict, and of a problem document. */
const answerSchema = z.object({
  alertId: z.string().optional(),
  verdict: z.string().optional(),
  duplicateOf: z.string().optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
  at: z.number().optional(),
  hint: z.string().optional(),
});
export type HookAnswer = z.infer<typeof answerSchema>;

/** TradingView cancels a request that takes longer. */
const TIME_LIMIT_MS = 3_000;

/** As TradingView: JSON when the text is valid JSON, plain text otherwise. */
function contentType(body: string): string {
  try {
    JSON.parse(body);
    return "application/json; charset=utf-8";
  } catch {
    return "text/plain; charset=utf-8";
  }
}

function read(text: string): HookAnswer {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch {
    // Not one of the gateway's answers; the status says what is wrong and the test shows the text.
    return {};
  }
}

/**
 * Sends one alert on a connection of its own, as TradingView does. `headers` are added to the content
 * type. Never throws for what the network does.
 */
export function postAlert(
  hook: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<HookOutcome> {
  return new Promise((resolve) => {
    const type = typeof body === "string" ? contentType(body) : "text/plain";
    const sending = request(
      hook,
      { method: "POST", agent: false, headers: { "content-type": type, ...headers } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (piece) => {
          text += piece;
        });
        response.on("error", (error) => resolve({ kind: "none", why: error.message }));
        response.on("end", () =>
          resolve({ kind: "answer", status: response.statusCode ?? 0, body: read(text), text }),
        );
      },
    );
    const timer = setTimeout(
      () => sending.destroy(new Error(`no answer in ${TIME_LIMIT_MS} ms`)),
      TIME_LIMIT_MS,
    );
    sending.on("error", (error) => resolve({ kind: "none", why: error.message }));
    sending.on("close", () => clearTimeout(timer));
    sending.end(body);
  });
}
