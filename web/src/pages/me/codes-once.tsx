import { SecretOnce } from "../../ui/secret-once.tsx";

interface CodesOnceProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/** Recovery codes, the only time that they are shown. */
export function CodesOnce({ codes, onKept }: CodesOnceProps) {
  return (
    <SecretOnce
      what="Recovery codes"
      secret={codes.join("\n")}
      use="Print them or put them into your password manager. Each lets you in once, when your telephone is gone."
      onKept={onKept}
    />
  );
}
