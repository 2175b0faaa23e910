import { accountsDescription } from "../routes/accounts.description.ts";
import { agentDescription } from "../routes/agent.description.ts";
import { alertsDescription } from "../routes/alerts.description.ts";
import { authDescription } from "../routes/auth/auth.description.ts";
import { emergencyDescription } from "../routes/emergency.description.ts";
import { feedDescription } from "../routes/feed/feed.description.ts";
import { figuresDescription } from "../routes/figures/figures.description.ts";
import { hookDescription } from "../routes/hook.description.ts";
import { meDescription } from "../routes/me/me.description.ts";
import {
  accessKeysDescription,
  membersDescription,
  tokensDescription,
} from "../routes/members.description.ts";
import { metricsDescription } from "../routes/metrics/metrics.description.ts";
import { noticesDescription } from "../routes/notices.description.ts";
import { publicDescription } from "../routes/public.description.ts";
import { securityDescription } from "../routes/security/security.description.ts";
import { settingsDescription } from "../routes/settings/settings.description.ts";
import { strategiesDescription } from "../routes/strategies.description.ts";
import { udfDescription } from "../routes/udf/udf.description.ts";
import { webOriginsDescription } from "../routes/web-origins.description.ts";
import type { ResourceDescription } from "./description.ts";
import "./named-schemas.ts";

/** Every resource of the API, in the order in which people read of them. */
export const resources: readonly ResourceDescription[] = [
  hookDescription,
  alertsDescription,
  strategiesDescription,
  accountsDescription,
  figuresDescription,
  feedDescription,
  emergencyDescription,
  authDescription,
  meDescription,
  membersDescription,
  accessKeysDescription,
  tokensDescription,
  settingsDescription,
  webOriginsDescription,
  noticesDescription,
  securityDescription,
  metricsDescription,
  udfDescription,
  agentDescription,
  publicDescription,
];
