import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";

/** The shortest retention is 30 days: an alarm beyond this is that of what will be over then. */
const FAR_MS = 20 * 86_400_000;

/** When the object wakes for anything but its retention; null when for nothing else. */
export async function alarmSoon(
  stub: DurableObjectStub<Rpc.DurableObjectBranded & object>,
): Promise<number | null> {
  const atMs = await runInDurableObject(stub, (_instance, { storage }) => storage.getAlarm());
  return atMs === null || atMs > Date.now() + FAR_MS ? null : atMs;
}

/** Runs the object's alarm `times` times. */
export async function runAlarms(stub: DurableObjectStub, times: number): Promise<void> {
  for (let round = 0; round < times; round++) await runDurableObjectAlarm(stub);
}

/** How many rows a table has, with what follows its name in the statement. */
export function rowsOf(stub: DurableObjectStub, table: string): Promise<number> {
  return runInDurableObject(stub, (_instance, { storage }) =>
    Number(storage.sql.exec(`SELECT count(*) AS rows FROM ${table}`).one()["rows"]),
  );
}
