import { Group } from "@mantine/core";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { forgetSession } from "../../api/session-keys.ts";
import { usePerson } from "../../session/session.tsx";
import { Act } from "../../ui/act.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { Section } from "../../ui/section.tsx";

/** Everything that is held of oneself, to take along; and the end of it. */
export function OwnData() {
  const { email } = usePerson();
  return (
    <Section
      title="Your data"
      about="What the gateway holds of you, as a file; once in ten minutes. Deleting yourself takes your name out of the audit log and your login away; orders and alerts belong to the tenant and stay."
    >
      <Group>
        <Act
          label="Save my data"
          full="Save everything that is held of me"
          act={async () => {
            const text = await call("/api/me/export", { answer: z.string(), text: true });
            saveFile("sallyport-person.json", text, "application/json");
          }}
        />
        <Act
          label="Delete me"
          full="Delete my login and my data"
          color="red"
          consequence={`${email} is deleted, in every tenant, with all sessions. It cannot be undone. The only owner of a tenant must make somebody else owner first.`}
          act={() =>
            call("/api/me", {
              method: "DELETE",
              answer: z.unknown(),
              confirm: `${email} is deleted for good`,
            })
          }
          onDone={forgetSession}
        />
      </Group>
    </Section>
  );
}
