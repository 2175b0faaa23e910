/** How somebody proved who they are; a closed list, since it is a label of a metric. */
export type AuthMethod =
  | "password"
  | "second_factor"
  | "passkey"
  | "refresh_token"
  | "access_token"
  | "api_token";

/** How long the Worker waited for the object that let somebody in. */
export interface AuthTime {
  readonly method: AuthMethod;
  readonly tookMs: number;
}
