import type { ServiceSpec } from "./service-spec.ts";

/** Seconds after which a stop becomes a kill; the journal makes either safe. */
const STOP_SECONDS = 10;

/**
 * The unit file for systemd ("systemd.service(5)", "systemd.exec(5)"). `perUser` leaves out what only the
 * system's own manager may set.
 *
 * Everything but the state directory is read-only to the agent: it holds the key that orders are signed
 * for, and nothing else on the host is its business.
 */
export function systemdUnit(spec: ServiceSpec, perUser: boolean): string {
  const sandbox = perUser
    ? []
    : [
        `User=${spec.user}`,
        "ProtectSystem=strict",
        "ProtectHome=read-only",
        `ReadWritePaths=${quoted(spec.stateDirectory)}`,
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "ProtectKernelTunables=yes",
        "ProtectControlGroups=yes",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
      ];
  return `${[
    "[Unit]",
    `Description=Sallyport agent of ${spec.accountId}`,
    "After=network-online.target",
    "Wants=network-online.target",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    `ExecStart=${spec.command.map(quoted).join(" ")}`,
    "Restart=always",
    "RestartSec=2",
    `TimeoutStopSec=${STOP_SECONDS}`,
    "UMask=0077",
    "NoNewPrivileges=yes",
    ...sandbox,
    "",
    "[Install]",
    `WantedBy=${perUser ? "default.target" : "multi-user.target"}`,
  ].join("\n")}\n`;
}

/** A word of a unit file: quoted, with what systemd would expand made plain. */
function quoted(word: string): string {
  const plain = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  return `"${plain.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
