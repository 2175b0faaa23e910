import { type ServiceSpec, serviceName } from "./service-spec.ts";

/** Where the task stands in the Task Scheduler's tree. */
export function taskName(spec: Pick<ServiceSpec, "accountId">): string {
  return `\\Sallyport\\${serviceName(spec)}`;
}

/**
 * The definition of a scheduled task ("Task Scheduler Schema" of the Windows documentation) that starts the
 * agent when its user logs on, and again whenever it ends.
 *
 * A task and not a Windows service: a service needs a program that speaks to the Service Control Manager,
 * which Node.js cannot without a native helper, and MetaTrader itself runs in the logged-on session only, so
 * an agent that starts earlier would have nothing to talk to.
 */
export function windowsTask(spec: ServiceSpec): string {
  const [program = "", ...args] = spec.command;
  return [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    `  <RegistrationInfo><Description>Sallyport agent of ${spec.accountId}</Description></RegistrationInfo>`,
    "  <Triggers>",
    `    <LogonTrigger><Enabled>true</Enabled><UserId>${escaped(spec.user)}</UserId></LogonTrigger>`,
    "  </Triggers>",
    "  <Principals>",
    `    <Principal id="Author"><UserId>${escaped(spec.user)}</UserId>`,
    "      <LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>",
    "  </Principals>",
    "  <Settings>",
    // A second agent on the same state would be refused by the journal's lock anyway.
    "    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>",
    "    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
    "    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
    // The default ends a task after three days.
    "    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
    "    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>",
    "    <StartWhenAvailable>true</StartWhenAvailable>",
    "    <Hidden>true</Hidden>",
    "    <Priority>4</Priority>",
    "  </Settings>",
    '  <Actions Context="Author">',
    `    <Exec><Command>${escaped(program)}</Command>`,
    `      <Arguments>${escaped(args.map(windowsQuoted).join(" "))}</Arguments></Exec>`,
    "  </Actions>",
    "</Task>",
    "",
  ].join("\r\n");
}

/** One argument as the C runtime on Windows takes it apart ("Parsing C command-line arguments"). */
export function windowsQuoted(word: string): string {
  if (word !== "" && !/[\s"]/.test(word)) return word;
  // Backslashes count only before a quotation mark, there each needs a second one.
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
