/** What a service manager has to start, and for whom. All paths are absolute. */
export interface ServiceSpec {
  /** The program and its arguments; the first is the path of an executable. */
  readonly command: readonly string[];
  readonly stateDirectory: string;
  readonly accountId: string;
  /** The account on the host under which it runs: a login name, on Windows `DOMAIN\name`. */
  readonly user: string;
}

/** The name under which the service manager knows the agent; one host may run agents of several accounts. */
export function serviceName({ accountId }: Pick<ServiceSpec, "accountId">): string {
  return `sallyport-agent-${accountId.replace("acc_", "").toLowerCase()}`;
}
