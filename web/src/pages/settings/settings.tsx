import { Page } from "../../ui/page.tsx";
import { Channels } from "./channels.tsx";
import { Limits } from "./limits.tsx";
import { Notices } from "./notices.tsx";
import { Origins } from "./origins.tsx";
import { Retention } from "./retention.tsx";

/** What holds for the whole tenant. */
export function Settings() {
  return (
    <Page title="Settings" about="What holds for everybody and everything here.">
      <Channels />
      <Notices />
      <Retention />
      <Limits />
      <Origins />
    </Page>
  );
}
