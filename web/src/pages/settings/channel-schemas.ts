import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";

export const channelSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(["email", "slack", "discord", "telegram", "webhook"]),
  kinds: z.array(z.string()),
  severity: z.enum(["info", "warning", "critical"]),
  enabled: z.boolean(),
  target: z.object({
    to: z.array(z.string()).optional(),
    chatId: z.string().optional(),
    host: z.string().optional(),
  }),
  health: z.enum(["ok", "failing", "gone"]),
  failingSinceMs: z.number().nullable(),
  failingReason: z.string().nullable(),
  webhookSecret: z.string().optional(),
});
export type Channel = z.infer<typeof channelSchema>;
const channelsSchema = z.object({ items: z.array(channelSchema) });

export const CHANNELS = ["notices", "channels"] as const;
export const CHANNELS_PATH = "/api/notices/channels";

export function useChannels() {
  return useQuery({
    queryKey: CHANNELS,
    queryFn: ({ signal }) => call(CHANNELS_PATH, { answer: channelsSchema, signal }),
  });
}

/** What notices can be about, as people call it. */
export const kinds = [
  { value: "security", label: "security" },
  { value: "emergency", label: "emergency stops" },
  { value: "trading", label: "trading: open outcomes, agents that are away" },
  { value: "report", label: "the weekly report" },
  { value: "person", label: "logins and factors of members" },
] as const;
