import { usePerson } from "../../session/session.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Page } from "../../ui/page.tsx";
import { PageLink } from "../../ui/page-link.tsx";
import { Section } from "../../ui/section.tsx";
import { AccountNames } from "../keys/account-names.tsx";
import { Authenticator } from "./authenticator.tsx";
import { Consents } from "./consents.tsx";
import { OwnData } from "./own-data.tsx";
import { Passkeys } from "./passkeys.tsx";
import { Password } from "./password.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

/** How one logs in, and what the gateway holds of oneself. */
export function Me() {
  const { email, role, accounts, tenants, factors } = usePerson();
  const weak = !factors.totp && factors.passkeys.length === 0;
  return (
    <Page
      title="My login"
      about={
        weak
          ? "Your password is all that protects this account. Set up an authenticator app or a passkey."
          : "How you log in, and what is held of you."
      }
    >
      <Section title="Who you are" actions={<PageLink to="/sessions">Where you are logged in</PageLink>}>
        <Facts
          facts={[
            ["E-mail", email],
            ["Role", role ?? "none"],
            [
              accounts === null ? "Trading accounts" : "Trading accounts, only these",
              <AccountNames key="accounts" ids={accounts} />,
            ],
            ["Tenants", tenants.length],
          ]}
        />
      </Section>
      <Password />
      <Authenticator />
      <Passkeys />
      {(factors.totp || factors.recoveryCodesLeft > 0) && <RecoveryCodes />}
      <Consents />
      <OwnData />
    </Page>
  );
}
