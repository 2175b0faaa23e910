import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../ui/failure.tsx";
import { type LoginAnswer, secondFactor } from "./login.ts";

interface SecondFactorProps {
  readonly pending: Extract<LoginAnswer, { status: "second_factor" }>;
  readonly onEntered: (answer: LoginAnswer) => void;
  readonly onBack: () => void;
}

/** The second half of a login with a password: a code of the authenticator app, or a recovery code. */
export function SecondFactor({ pending, onEntered, onBack }: SecondFactorProps) {
  const [recovers, setRecovers] = useState(!pending.methods.includes("totp"));
  const [code, setCode] = useState("");
  const check = useMutation({
    mutationFn: () => secondFactor(pending.token, recovers ? { recoveryCode: code } : { code }),
    onSuccess: onEntered,
    onError: () => setCode(""),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        check.mutate();
      }}
    >
      <Stack>
        <TextInput
          label={recovers ? "Recovery code" : "Code of your authenticator app"}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          inputMode={recovers ? "text" : "numeric"}
          autoComplete="one-time-code"
          autoFocus
          required
        />
        {check.error !== null && <Failure error={check.error} />}
        <Button type="submit" loading={check.isPending}>
          Log in
        </Button>
        <Text size="sm">
          {pending.methods.includes("recovery_code") && pending.methods.includes("totp") && (
            <>
              <Anchor component="button" type="button" onClick={() => setRecovers(!recovers)}>
                {recovers ? "Use the app" : "Use a recovery code"}
              </Anchor>
              {" · "}
            </>
          )}
          <Anchor component="button" type="button" onClick={onBack}>
            Back
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}
