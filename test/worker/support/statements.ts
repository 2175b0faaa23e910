import { runInDurableObject } from "cloudflare:test";

/** What an object asked of its database. */
export interface Statements {
  readonly statements: readonly string[];
  /** Rows, as the platform bills them. */
  readonly read: number;
  readonly written: number;
}

/** What `work` makes the object ask of its database, from when it begins until it resolves. */
export async function countStatements<Stored extends Rpc.DurableObjectBranded>(
  stub: DurableObjectStub<Stored>,
  work: () => Promise<unknown>,
): Promise<Statements> {
  const statements: string[] = [];
  const cursors: { readonly rowsRead: number; readonly rowsWritten: number }[] = [];
  const restore = await runInDurableObject(stub, (_instance, { storage }) => {
    const { sql } = storage;
    const exec = sql.exec.bind(sql);
    const counted = (...args: Parameters<typeof sql.exec>) => {
      const cursor = exec(...args);
      statements.push(args[0]);
      cursors.push(cursor);
      return cursor;
    };
    Object.defineProperty(sql, "exec", { configurable: true, value: counted });
    return () => Object.defineProperty(sql, "exec", { configurable: true, value: exec });
  });
  await work();
  return runInDurableObject(stub, () => {
    restore();
    const sum = (of: "rowsRead" | "rowsWritten") => cursors.reduce((total, cursor) => total + cursor[of], 0);
    return { statements, read: sum("rowsRead"), written: sum("rowsWritten") };
  });
}
