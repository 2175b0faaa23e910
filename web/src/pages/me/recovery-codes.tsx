import { Group } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { usePerson, useSessionRefresh } from "../../session/session.tsx";
import { Act } from "../../ui/act.tsx";
import { Section } from "../../ui/section.tsx";
import { CodesOnce } from "./codes-once.tsx";
import { changedSchema } from "./factor-schemas.ts";

/** What lets one in when the app is gone. */
export function RecoveryCodes() {
  const { factors } = usePerson();
  const again = useSessionRefresh();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Section title="Recovery codes" about={`${factors.recoveryCodesLeft} are left. Each is good once.`}>
      {codes !== null && <CodesOnce codes={codes} onKept={() => setCodes(null)} />}
      <Group>
        <Act
          label="Make new codes"
          full="Make new recovery codes"
          consequence="All earlier codes are void from then on."
          act={async () => {
            const { recoveryCodes } = await call("/api/me/recovery-codes", {
              method: "POST",
              body: {},
              answer: changedSchema,
              confirm: "new recovery codes take the place of all earlier ones",
            });
            setCodes(recoveryCodes ?? null);
          }}
          onDone={again}
        />
      </Group>
    </Section>
  );
}
