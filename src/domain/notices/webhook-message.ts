import type { Notice } from "./notice.ts";

/**
 * The body for a webhook: `type`, `timestamp` and `data`, as Standard Webhooks recommends. The texts are as they
 * were told; JSON itself keeps them from being anything else.
 */
export function webhookMessage(notice: Notice): unknown {
  const { id, kind, severity, atMs, title, text, advice, facts } = notice;
  return {
    type: `notice.${kind}`,
    timestamp: new Date(atMs).toISOString(),
    data: {
      id,
      kind,
      severity,
      atMs,
      title,
      text,
      advice,
      facts: facts.map(([name, value]) => ({ name, value })),
    },
  };
}
