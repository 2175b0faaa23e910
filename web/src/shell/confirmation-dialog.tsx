import { Button, Code, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Asked, type Proof, proveChange, setConfirmationDialog } from "../api/confirmation.ts";
import { askPasskey } from "../session/passkey.ts";
import { Failure } from "../ui/failure.tsx";

/** The change may have been begun in a dialog (200), which must not cover the question. */
const ABOVE_DIALOGS = 400;

/** Asks for a fresh factor, and shows the change that it is for: the confirmation is good for that alone. */
export function ConfirmationDialog() {
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => {
    setConfirmationDialog(setAsked);
    return () => setConfirmationDialog(null);
  }, []);
  const end = (token: string | null): void => {
    asked?.answer(token);
    setAsked(null);
  };
  return (
    <Modal
      opened={asked !== null}
      onClose={() => end(null)}
      title="Confirm it is you"
      centered
      zIndex={ABOVE_DIALOGS}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {asked !== null && <Question asked={asked} end={end} key={asked.begun.token} />}
    </Modal>
  );
}

interface QuestionProps {
  readonly asked: Asked;
  readonly end: (token: string | null) => void;
}

function Question({ asked, end }: QuestionProps) {
  const { what, change, begun } = asked;
  const [text, setText] = useState("");
  const prove = useMutation({
    mutationFn: async (proof: Proof | null) => {
      if (proof === null) return null;
      await proveChange(begun.token, proof);
      return begun.token;
    },
    onSuccess: (token) => {
      if (token !== null) end(token);
    },
    onError: () => setText(""),
  });
  const byPasskey = async (): Promise<void> => {
    const credential = begun.passkey === null ? null : await askPasskey(begun.passkey);
    if (credential !== null) prove.mutate({ credential });
  };
  const byPassword = begun.methods.includes("password");
  const typed = byPassword || begun.methods.includes("totp");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        prove.mutate(byPassword ? { password: text } : { code: text });
      }}
    >
      <Stack>
        <Text>
          You are about to confirm: <strong>{what}</strong>
        </Text>
        <Code block>
          {change.method} {change.path}
          {change.body === null ? "" : `\n${JSON.stringify(change.body, null, 2)}`}
        </Code>
        {begun.passkey !== null && (
          <Button onClick={() => void byPasskey()} loading={prove.isPending} data-autofocus>
            Confirm with a passkey
          </Button>
        )}
        {typed &&
          (byPassword ? (
            <PasswordInput
              label="Your password"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autoComplete="current-password"
              required
              data-autofocus
            />
          ) : (
            <TextInput
              label="Code of your authenticator app"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              {...(begun.passkey === null ? { "data-autofocus": true } : {})}
            />
          ))}
        {prove.error !== null && <Failure error={prove.error} />}
        {typed && (
          <Button
            type="submit"
            variant={begun.passkey === null ? "filled" : "default"}
            loading={prove.isPending}
          >
            Confirm
          </Button>
        )}
        <Button variant="subtle" color="gray" onClick={() => end(null)}>
          Do not change anything
        </Button>
      </Stack>
    </form>
  );
}
