import { PasswordInput } from "@mantine/core";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { usePerson } from "../../session/session.tsx";
import { Form } from "../../ui/form.tsx";
import { Section } from "../../ui/section.tsx";

const empty = { current: "", next: "" };

/** Another password; every other session ends with it. */
export function Password() {
  const { email } = usePerson();
  const [typed, setTyped] = useState(empty);
  return (
    <Section title="Password" about="Your other sessions end when you change it.">
      <Form
        submit="Change the password"
        done="Changed. Your other sessions have ended."
        act={() => call("/api/me/password", { method: "POST", body: typed, answer: z.unknown() })}
        onDone={() => setTyped(empty)}
      >
        {/* So that password managers know whose it is. */}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <PasswordInput
          label="The one you have"
          value={typed.current}
          onChange={(event) => setTyped({ ...typed, current: event.currentTarget.value })}
          autoComplete="current-password"
          maw={420}
          required
        />
        <PasswordInput
          label="The new one"
          description="At least 12 characters, and not one that others use."
          value={typed.next}
          onChange={(event) => setTyped({ ...typed, next: event.currentTarget.value })}
          autoComplete="new-password"
          maw={420}
          required
        />
      </Form>
    </Section>
  );
}
