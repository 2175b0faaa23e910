import { eq } from "drizzle-orm";
import * as z from "zod";
import type { AccountSettings } from "../../src/protocol/delivery.ts";
import { accountSettingsSchema } from "../../src/protocol/delivery.ts";
import { jsonColumn } from "./rows.ts";
import { account } from "./schema.ts";
import type { Tables } from "./tables.ts";
import type { configureAccountSchema, createAccountSchema } from "./views.ts";

const accountRowSchema = z.object({
  accountId: z.string(),
  tenantId: z.string(),
  name: z.string(),
  settings: jsonColumn(accountSettingsSchema),
  profileVersion: z.number().int(),
  createdAtMs: z.number().int(),
});

const ROW = 1;

/** Who the account is and what its owner set: the one row of `account`, held in memory as well. */
export class AccountRow {
  readonly #db: Tables;
  #row: Readonly<z.infer<typeof accountRowSchema>>;

  constructor(db: Tables) {
    this.#db = db;
    this.#row = accountRowSchema.parse(db.select().from(account).where(eq(account.id, ROW)).get());
  }

  /** Makes the row; belongs into the transaction that makes the account. */
  static create(
    db: Tables,
    { id, tenantId, name, settings }: z.output<typeof createAccountSchema>,
    nowMs: number,
  ): void {
    db.insert(account)
      .values({
        id: ROW,
        accountId: id,
        tenantId,
        name,
        settings: JSON.stringify(settings),
        profileVersion: 1,
        createdAtMs: nowMs,
      })
      .run();
  }

  /** True when `create` has run to its end. */
  static exists(db: Tables): boolean {
    return db.select({ id: account.id }).from(account).get() !== undefined;
  }

  get id(): string {
    return this.#row.accountId;
  }

  /** What the audit log says it happened to. */
  get subject(): { kind: "account"; id: string } {
    return { kind: "account", id: this.#row.accountId };
  }

  get tenantId(): string {
    return this.#row.tenantId;
  }

  get name(): string {
    return this.#row.name;
  }

  get createdAtMs(): number {
    return this.#row.createdAtMs;
  }

  get settings(): AccountSettings {
    return this.#row.settings;
  }

  get profileVersion(): number {
    return this.#row.profileVersion;
  }

  /** What a pip is where the owner says so, by venue symbol; the agent needs it to convert distances. */
  get pips(): Record<string, string> {
    const pips: Record<string, string> = {};
    for (const { venueSymbol, pip } of Object.values(this.settings.symbols)) {
      if (pip !== undefined) pips[venueSymbol] = pip;
    }
    return pips;
  }

  configure({ name, settings }: z.output<typeof configureAccountSchema>): void {
    this.#row = { ...this.#row, name, settings };
    this.#db
      .update(account)
      .set({ name, settings: JSON.stringify(settings) })
      .where(eq(account.id, ROW))
      .run();
    this.raiseProfileVersion();
  }

  /** To be called with every change of what `AccountProfile` holds: copies of it are told apart by it. */
  raiseProfileVersion(): void {
    const profileVersion = this.#row.profileVersion + 1;
    this.#row = { ...this.#row, profileVersion };
    this.#db.update(account).set({ profileVersion }).where(eq(account.id, ROW)).run();
  }
}
