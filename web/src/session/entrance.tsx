import {
  Anchor,
  Button,
  Center,
  Divider,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Failure } from "../ui/failure.tsx";
import { type LoginAnswer, logIn, logInByPasskey, signUp } from "./login.ts";
import { passkeysWork } from "./passkey.ts";
import { SecondFactor } from "./second-factor.tsx";

interface EntranceProps {
  readonly onEntered: () => void;
}

/** The login, and the sign-up with an access key or an invitation. */
export function Entrance({ onEntered }: EntranceProps) {
  const [signsUp, setSignsUp] = useState(false);
  const [pending, setPending] = useState<Extract<LoginAnswer, { status: "second_factor" }> | null>(null);
  const entered = (answer: LoginAnswer | null): void => {
    if (answer === null) return;
    if (answer.status === "logged_in") onEntered();
    else setPending(answer);
  };
  return (
    <Center mih="100dvh" p="md">
      <Paper component="main" withBorder p="xl" radius="md" w="100%" maw={400}>
        <Title order={1} size="h2" mb="lg">
          Sallyport
        </Title>
        {pending !== null ? (
          <SecondFactor pending={pending} onEntered={entered} onBack={() => setPending(null)} />
        ) : (
          <PasswordForm key={String(signsUp)} signsUp={signsUp} onEntered={entered} />
        )}
        {pending === null && (
          <Text size="sm" mt="lg">
            <Anchor component="button" type="button" onClick={() => setSignsUp(!signsUp)}>
              {signsUp ? "I have an account" : "I have an access key or an invitation"}
            </Anchor>
          </Text>
        )}
      </Paper>
    </Center>
  );
}

interface PasswordFormProps {
  readonly signsUp: boolean;
  readonly onEntered: (answer: LoginAnswer | null) => void;
}

function PasswordForm({ signsUp, onEntered }: PasswordFormProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [key, setKey] = useState("");
  const byPassword = useMutation({
    mutationFn: () => (signsUp ? signUp({ key, email, password }) : logIn({ email, password })),
    onSuccess: onEntered,
  });
  const byPasskey = useMutation({ mutationFn: logInByPasskey, onSuccess: onEntered });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    byPassword.mutate();
  };
  const error = byPassword.error ?? byPasskey.error;
  return (
    <form onSubmit={submit}>
      <Stack>
        {signsUp && (
          <TextInput
            label="Access key"
            description="It begins with sp_key_ or sp_inv_."
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            autoComplete="off"
            required
          />
        )}
        <TextInput
          label="E-mail"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          autoComplete="username webauthn"
          autoFocus
          required
        />
        <PasswordInput
          label="Password"
          {...(signsUp ? { description: "At least 12 characters, and not one that others use." } : {})}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete={signsUp ? "new-password" : "current-password"}
          required
        />
        {error !== null && <Failure error={error} />}
        <Button type="submit" loading={byPassword.isPending}>
          {signsUp ? "Sign up" : "Log in"}
        </Button>
        {!signsUp && passkeysWork() && (
          <>
            <Divider label="or" />
            <Button variant="default" loading={byPasskey.isPending} onClick={() => byPasskey.mutate()}>
              Log in with a passkey
            </Button>
          </>
        )}
      </Stack>
    </form>
  );
}
