import { normaliseEmail } from "../../../src/domain/access/email.ts";
import { type ChannelTarget, checkTarget } from "../../../src/domain/notices/channel.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { MailSettings } from "../../../src/outbound/mail.ts";
import type { OpenTarget } from "../../../src/outbound/notice-request.ts";
import type { Member } from "../members.ts";
import type { ChannelRow, ChannelTable, StoredTarget } from "./channel-table.ts";

const SECRET_BYTES = 32;

export interface TargetParts {
  readonly channels: ChannelTable;
  readonly members: () => readonly Member[];
  readonly mail: () => MailSettings | null;
}

/** From what a member gives to what is stored, and from there to what is used. */
export class Targets {
  readonly #parts: TargetParts;

  constructor(parts: TargetParts) {
    this.#parts = parts;
  }

  /** Mail goes to members only, so that nobody is written to who did not ask; a webhook gets a secret of its own. */
  store(target: ChannelTarget): Result<StoredTarget, Refusal> {
    const checked = checkTarget(target);
    if (!checked.ok) return checked;
    const { value } = checked;
    if (value.type === "webhook") return ok({ ...value, secret: freshSecret() });
    if (value.type !== "email") return ok(value);
    if (this.#parts.mail() === null) {
      return err(
        refusal("mail_not_configured", "This deployment sends no mail.", {
          hint: "The operator sets it up.",
        }),
      );
    }
    const members = this.#parts.members();
    const memberIds = new Set<string>();
    for (const text of value.to) {
      const email = normaliseEmail(text);
      const member = members.find((one) => one.email === email);
      if (member === undefined)
        return err(refusal("unknown_recipient", "Notices are mailed to members only."));
      memberIds.add(member.userId);
    }
    return ok({ type: "email", memberIds: [...memberIds] });
  }

  /** The addresses that mail to these members goes to now: whoever left the tenant gets none. */
  addressesOf(memberIds: readonly string[]): string[] {
    return this.#parts
      .members()
      .filter(({ userId }) => memberIds.includes(userId))
      .map(({ email }) => email);
  }

  /** The target of a channel, ready to be used; otherwise the code of why it cannot be. */
  open(channel: ChannelRow): OpenTarget | string {
    let stored: StoredTarget;
    try {
      stored = this.#parts.channels.target(channel);
    } catch {
      // The key that sealed it is not in the ring, which only the operator can mend.
      return "secret_unreadable";
    }
    if (stored.type !== "email") return stored;
    const mail = this.#parts.mail();
    if (mail === null) return "mail_not_configured";
    const to = this.addressesOf(stored.memberIds);
    return to.length === 0 ? "no_recipient" : { type: "email", to, mail };
  }
}

function freshSecret(): string {
  return `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString("base64")}`;
}
