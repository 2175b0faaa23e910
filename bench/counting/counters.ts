/** What one alert costs at the objects, counted by the bench's build of the Worker. */
export interface Counts {
  /** Method calls and fetches on a stub; each is a billed request. */
  requests: number;
  /** Messages that came in over WebSockets; the platform bills 20 of them as one request. */
  messages: number;
  /** Runs of an alarm handler; each is a billed request. */
  alarms: number;
  /** Rows written, index entries and alarms included, as the platform bills them. */
  rowsWritten: number;
}

const classes = new Map<string, Counts>();
/** Cursors tell what they wrote once they are read to their end, which is not when they are made. */
let cursors: { readonly of: Counts; readonly cursor: { readonly rowsWritten: number } }[] = [];

/** The counts of one class of objects, to be added to. */
export function countsOf(className: string): Counts {
  const known = classes.get(className);
  if (known !== undefined) return known;
  const fresh: Counts = { requests: 0, messages: 0, alarms: 0, rowsWritten: 0 };
  classes.set(className, fresh);
  return fresh;
}

/** Everything counted since the last call, by class. */
export function takeCounts(): Record<string, Counts> {
  for (const { of, cursor } of cursors) of.rowsWritten += cursor.rowsWritten;
  cursors = [];
  const taken = Object.fromEntries([...classes].map(([name, counts]) => [name, { ...counts }]));
  for (const counts of classes.values())
    Object.assign(counts, { requests: 0, messages: 0, alarms: 0, rowsWritten: 0 });
  return taken;
}

/** The part of an object's storage that is counted; no object uses the key-value API. */
interface CountedStorage {
  readonly sql: { exec: AnyMethod };
  readonly setAlarm: AnyMethod;
}

/** Counts what is written through `storage` from here on. */
export function countWrites(storage: CountedStorage, counts: Counts): void {
  const { sql, setAlarm } = storage;
  const { exec } = sql;
  Object.defineProperty(sql, "exec", {
    value: (...statement: unknown[]) => {
      const cursor: { readonly rowsWritten: number } = Reflect.apply(exec, sql, statement);
      cursors.push({ of: counts, cursor });
      return cursor;
    },
  });
  Object.defineProperty(storage, "setAlarm", {
    value: (...when: unknown[]) => {
      counts.rowsWritten += 1;
      return Reflect.apply(setAlarm, storage, when);
    },
  });
}

/** The namespace, whose stubs count every call that is made on them. */
export function countCalls<T extends object>(namespace: T, counts: Counts): T {
  return wrapped(namespace, (name, call) => {
    if (name !== "get" && name !== "getByName") return call;
    return (which) => {
      const stub = call(which);
      if (typeof stub !== "object" || stub === null) throw new Error(`${String(name)} gave no stub`);
      return wrapped(stub, (_, method) => (given) => {
        counts.requests += 1;
        return method(given);
      });
    };
  });
}

/** Whatever takes arguments; they are passed through unseen. */
type AnyMethod = (...given: never[]) => unknown;
/** A method bound to its object; it takes the list of its arguments. */
type Call = (given: unknown[]) => unknown;

/** `target` with its methods replaced by what `replace` makes of them. */
function wrapped<T extends object>(target: T, replace: (name: string | symbol, call: Call) => Call): T {
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      const call = replace(name, (given) => Reflect.apply(member, target, given));
      return (...given: unknown[]) => call(given);
    },
  });
}
