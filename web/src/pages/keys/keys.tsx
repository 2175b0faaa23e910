import { Page } from "../../ui/page.tsx";
import { AccessKeys } from "./access-keys.tsx";
import { ApiTokens } from "./api-tokens.tsx";

/** What lets people and programs in. */
export function Keys() {
  return (
    <Page
      title="Keys"
      about="Invitations let people in, once each. API tokens let programs in, until they end."
    >
      <AccessKeys />
      <ApiTokens />
    </Page>
  );
}
