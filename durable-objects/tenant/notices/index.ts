import type { Happening } from "../../../src/domain/audit/make-draft.ts";
import type { Notice, NoticeTeller } from "../../../src/domain/notices/notice.ts";
import type { Env } from "../../../src/env.ts";
import { mailSettings } from "../../../src/outbound/mail.ts";
import type { ObjectDatabase } from "../../shared/database.ts";
import type { Outbox } from "../../shared/outbox.ts";
import { Vault } from "../../shared/vault.ts";
import type { Members } from "../members.ts";
import type * as schema from "../schema.ts";
import { ChannelDesk } from "./channel-desk.ts";
import { ChannelTable } from "./channel-table.ts";
import { Courier } from "./courier.ts";
import { type NoticePageQuery, NoticeTable, type NoticeView } from "./notice-table.ts";
import { Targets } from "./targets.ts";
import { TenantTeller } from "./teller.ts";

export interface TenantNoticesParts {
  readonly env: Env;
  readonly database: ObjectDatabase<typeof schema>;
  readonly outbox: () => Pick<Outbox<typeof schema>, "enqueue" | "deliver">;
  readonly members: () => Pick<Members, "list">;
  readonly tenantId: () => string;
  readonly record: (happening: Happening, nowMs: number) => void;
  readonly gaveUp: (count: number) => void;
}

/** The tenant's notices: the channels they go to, the list of them, and their way there. */
export class TenantNotices implements NoticeTeller {
  readonly courier: Courier;
  readonly desk: ChannelDesk;
  readonly #channels: ChannelTable;
  readonly #table: NoticeTable;
  readonly #teller: TenantTeller;
  readonly #members: TenantNoticesParts["members"];

  constructor({ env, database, outbox, members, tenantId, record, gaveUp }: TenantNoticesParts) {
    const transaction = <T>(work: () => T): T => database.transaction(work);
    this.#channels = new ChannelTable(database.db, () => new Vault(env.VAULT_KEYS), tenantId);
    this.#table = new NoticeTable(database.db);
    this.#members = members;
    const [channels, table] = [this.#channels, this.#table];
    const targets = new Targets({
      channels,
      members: () => members().list(Date.now()),
      mail: () => mailSettings(env),
    });
    this.#teller = new TenantTeller({ channels, table, outbox });
    this.courier = new Courier({ channels, table, targets, transaction, gaveUp });
    this.desk = new ChannelDesk({ channels, targets, transaction, record });
  }

  tell(notice: Notice): void {
    this.#teller.tell(notice);
  }

  page(query: NoticePageQuery): NoticeView[] {
    return this.#table.page(query);
  }

  /** Mail is for members: takes those off it who are none any more. Belongs into the transaction in which they leave. */
  forgetWhoLeft(): void {
    this.#channels.mailOnlyTo(
      new Set(
        this.#members()
          .list(Date.now())
          .map(({ userId }) => userId),
      ),
    );
  }

  /** Seals the channels' secrets under the current key; belongs into a transaction. Says how many it were. */
  rewrap(): number {
    return this.#channels.rewrap();
  }
}
